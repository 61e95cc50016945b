// The address to come.
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

export function startAddress({form}) {
    const field = id => form.querySelector(`#id_${id}`);
    if (field('title') && field('slug')) {
        suggestSlug(field('title'), field('slug'));
    }
}
