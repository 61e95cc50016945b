// What the buttons will do, and the address to come.
// The rule of the server: letters and digits of any script, hyphens between.
function slugify(title) {
    return title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 180);
}

// A suggestion, not a value: an empty field becomes the address when the post is saved.
function suggestSlug(title, slug) {
    const suggest = () => {
        slug.placeholder = slugify(title.value);
    };
    title.addEventListener('input', suggest);
    suggest();
}

// A day as the site's language writes it, by Django's own scripts; null for what is none.
function read(day, time) {
    for (const format of window.get_format('DATE_INPUT_FORMATS')) {
        const date = day.strptime(format);
        if (date && !isNaN(date)) {
            const [hours, minutes] = time.split(':').map(Number);
            return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), hours || 0, minutes || 0);
        }
    }
    return null;
}

function nameButton(button, day, time) {
    const name = () => {
        const moment = read(day.value, time.value);
        button.value = moment && moment > new Date() ? button.dataset.schedule : button.dataset.publish;
    };
    for (const type of ['input', 'change', 'focusin', 'click']) {
        document.addEventListener(type, name);
    }
    name();
}

export function startAddress({form}) {
    const field = id => form.querySelector(`#id_${id}`);
    if (field('title') && field('slug')) {
        suggestSlug(field('title'), field('slug'));
    }
    const publish = form.querySelector('[data-publish]');
    if (publish && field('publish_at_0')) {
        nameButton(publish, field('publish_at_0'), field('publish_at_1'));
    }
}
