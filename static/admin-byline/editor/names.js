// Fields in which one searches and chooses are made by a script of Django's, which leaves them without a name.

function name(select) {
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.trim();
    const box = select.nextElementSibling;
    if (label && box?.matches('.select2')) {
        for (const part of box.querySelectorAll('[role=combobox], [role=textbox], [role=searchbox], .select2-search__field')) {
            part.setAttribute('aria-label', label);
        }
    }
}

export function startNames(form) {
    // After Django's own script, which waits for the same.
    window.django?.jQuery?.(() => setTimeout(() => form.querySelectorAll('select.admin-autocomplete').forEach(name)));
}
