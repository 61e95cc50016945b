// What was said after saving can be put away.

export function startNotices(form) {
    const notices = form.querySelector('[data-notices]');
    for (const message of notices.querySelectorAll('.messagelist li')) {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'bare-button dismiss';
        button.textContent = notices.dataset.dismiss;
        button.addEventListener('click', () => {
            message.remove();
            form.querySelector('[name=body]')?.focus({preventScroll: true});
        });
        message.append(button);
    }
}
