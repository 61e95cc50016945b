// Placeholders of pictures that were on their way when their page was closed: the text has them, no page the files.

// Each with its name; `pattern` has {name} and {number}, as the placeholders were made.
export function straysIn(text, pattern) {
    const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const made = escaped.replace('\\{number\\}', '\\d+').replace('\\{name\\}', '([^\\n\\]]*)');
    return [...text.matchAll(new RegExp(`!\\[${made}\\]\\(\\)`, 'g'))].map(([placeholder, name]) => ({placeholder, name}));
}

// `again(file)` sends it in its place; `remove` takes the placeholder out.
export function showStray(arrivals, {name}, again, remove) {
    const row = arrivals.make('stray');
    row.querySelector('[data-name]').textContent = name;
    const file = row.querySelector('[data-file]');
    row.querySelector('[data-choose]').addEventListener('click', () => file.click());
    file.addEventListener('change', () => {
        if (file.files.length) {
            again(file.files[0], row);
        }
    });
    row.querySelector('[data-remove]').addEventListener('click', () => {
        arrivals.drop(row);
        remove();
    });
    arrivals.add(row);
}
