// What requests to the server need; read each time, for signing in again changes it.

export function csrfToken(form) {
    return form.elements.csrfmiddlewaretoken.value;
}
