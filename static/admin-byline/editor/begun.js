// A new post is there as soon as something of it is saved, and what waits to become public as soon as that is saved:
// from then on there is more that can be done with it.

const PLACES = ['href', 'formaction', 'action', 'data-outlook', 'data-check-url', 'data-pane-url'];

function name(post) {
    for (const attribute of PLACES) {
        for (const element of document.querySelectorAll(`#content [${attribute}]`)) {
            const address = element.getAttribute(attribute);
            element.setAttribute(attribute, address.replace('/post/0/', `/post/${post}/`).replace('?post=&', `?post=${post}&`).replace(/\?post=$/, `?post=${post}`));
        }
    }
}

function show(form, mark) {
    for (const element of form.querySelectorAll(`[${mark}]`)) {
        element.hidden = false;
    }
}

export function startBegun(form) {
    form.addEventListener('editor:begun', ({detail: {post}}) => {
        name(post);
        show(form, 'data-once-begun');
    });
    for (const type of ['editor:saved', 'editor:merged']) {
        form.addEventListener(type, () => show(form, 'data-once-written'));
    }
}
