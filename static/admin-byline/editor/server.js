// What requests to the server need; read each time, for signing in again changes it.

export function csrfToken(form) {
    return form.elements.csrfmiddlewaretoken.value;
}

// Whose page this is, by key; somebody else can have signed in in the same browser since.
export function userOf(form) {
    return form.querySelector('[data-saving-line]')?.dataset.user;
}
