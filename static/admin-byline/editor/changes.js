// When the form has changed: typed in, chosen from, or changed by a script; once for many changes in a row.
const PAUSE = 300;

export function onChange(form, act, pause = PAUSE) {
    let timer = 0;
    const soon = () => {
        clearTimeout(timer);
        timer = setTimeout(act, pause);
    };
    for (const name of ['input', 'change', 'editor:changed']) {
        form.addEventListener(name, soon);
    }
    // What is searched for and chosen is told to jQuery only.
    window.django?.jQuery?.(form).on('change', soon);
    return soon;
}
