// The cover at a glance: the chosen picture, small, beside its number.
function showCover(box) {
    const input = box.querySelector('input');
    const picture = box.querySelector('.cover-picture');
    django.jQuery(input).on('change', () => {
        const isNumber = /^\d+$/.test(input.value);
        picture.hidden = !isNumber;
        if (isNumber) {
            picture.src = box.dataset.cover.replace('/0/', `/${input.value}/`);
        }
    });
    picture.addEventListener('error', () => {
        picture.hidden = true;
    });
}

for (const box of document.querySelectorAll('[data-cover]')) {
    showCover(box);
}
