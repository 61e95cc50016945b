// Enter in a field of one line sends no form: nothing becomes public by a slip. In the title, which grows but is one
// line, it leads on to the text.

export function startEnter(form) {
    const {title} = form.elements;
    title?.addEventListener('input', () => {
        if (/[\r\n]/.test(title.value)) {
            title.value = title.value.replace(/\s*[\r\n]+\s*/g, ' ');
        }
    });
    form.addEventListener('keydown', event => {
        const isLine = event.target.matches('input:not([type=submit], [type=button], [type=checkbox], [type=radio], [type=file]), [name=title]');
        if (event.key !== 'Enter' || event.isComposing || event.defaultPrevented || !isLine || event.target.form !== form) {
            return;
        }
        event.preventDefault();
        if (event.target.name === 'title') {
            form.elements.body.focus();
        }
    });
}
