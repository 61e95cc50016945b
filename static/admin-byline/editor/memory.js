// What this browser remembers of how its person likes to write. Where nothing may be stored, nothing is remembered.

export function remember(name, value) {
    try {
        localStorage.setItem(`byline.${name}`, value);
    } catch {
        // Full, or forbidden.
    }
}

export function remembered(name) {
    try {
        return localStorage.getItem(`byline.${name}`);
    } catch {
        return null;
    }
}
