// Words and addresses as Markdown has them; blog/text/plain.py does the same for descriptions from the library.

export function bracketed(words) {
    return words.replace(/\s+/g, ' ').trim().replace(/[\\`*[\]<&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&');
}

export function destination(address) {
    return address.trim().replace(/[\s()<>\\]/g, sign => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);
}

// Lines that stand by themselves where the caret is: with `gap` and `tail`, the line breaks that this takes.
export function asParagraph(text, lines) {
    const {value, start, end} = text;
    const before = value.slice(Math.max(0, start - 2), start);
    const after = value.slice(end, end + 2);
    const gap = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    const tail = /^\n(?:\n|$)/.test(after) ? '' : after === '' || after.startsWith('\n') ? '\n' : '\n\n';
    return {gap, tail, whole: gap + lines + tail};
}
