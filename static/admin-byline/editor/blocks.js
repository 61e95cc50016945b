// Blocks: fences, tables, footnotes. Pure: `{value, start, end}` in, an edit out (see text.js).
import {linesMeant} from './lines.js';

// A fence around the lines, or away from around them; without a selection an empty one, the caret at its language.
export function fence(state) {
    const {value} = state;
    const {from, to} = linesMeant(state);
    const lines = value.slice(from, to).split('\n');
    const own = /^(`{3,}|~{3,})[^`]*$/.exec(lines[0]);
    if (own && lines.length > 1 && lines[lines.length - 1].trim() === own[1]) {
        const words = lines.slice(1, -1).join('\n');
        return {from, to, words, start: from, end: from + words.length};
    }
    const code = lines.join('\n');
    const longest = Math.max(2, ...(code.match(/`+/g) || []).map(run => run.length));
    const signs = '`'.repeat(longest + 1);
    const [before, after] = apart(value, from, to);
    const words = `${before}${signs}\n${code}\n${signs}${after}`;
    const at = from + before.length + signs.length;
    if (state.start === state.end) {
        return {from, to, words, start: code ? at : at + 1};
    }
    return {from, to, words, start: at + 1, end: at + 1 + code.length};
}

// The empty lines that a block needs before and after it.
export function apart(value, from, to) {
    const before = value.slice(Math.max(0, from - 2), from);
    const after = value.slice(to, to + 2);
    const head = !before || before.endsWith('\n\n') || before === '\n' ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    const tail = !after || after.startsWith('\n\n') || after === '\n' ? '' : after.startsWith('\n') ? '\n' : '\n\n';
    return [head, tail];
}

// A table with that many rows below its head; `name` is what the columns are called, with {number}.
export function table(state, rows, columns, name) {
    const names = Array.from({length: columns}, (_, i) => name.replace('{number}', i + 1));
    const empty = `| ${names.map(each => ' '.repeat(each.length)).join(' | ')} |`;
    const rule = `| ${names.map(each => '-'.repeat(Math.max(3, each.length))).join(' | ')} |`;
    const made = [`| ${names.join(' | ')} |`, rule, ...Array.from({length: rows}, () => empty)].join('\n');
    const at = lineEnd(state);
    const [before, after] = apart(state.value, at, at);
    const start = at + before.length + 2;
    return {from: at, to: at, words: before + made + after, start, end: start + names[0].length};
}

function lineEnd({value, end}) {
    const at = value.indexOf('\n', end);
    return at < 0 ? value.length : at;
}

// Cells that are separated by tabs, as a table; null if they are none.
export function tabbed(words) {
    const rows = words.replace(/\n+$/, '').split('\n').map(row => row.split('\t'));
    const width = rows[0].length;
    if (width < 2 || rows.length < 2 || rows.some(row => row.length !== width)) {
        return null;
    }
    const lines = rows.map(row => `| ${row.map(cell => cell.trim().replace(/\|/g, '\\|')).join(' | ')} |`);
    return [lines[0], `|${' --- |'.repeat(width)}`, ...lines.slice(1)].join('\n');
}

export function labels(value) {
    return new Set([...value.matchAll(/\[\^([^\]\s]+)\]/g)].map(([, label]) => label));
}

function free(taken) {
    let number = 1;
    while (taken.has(String(number))) {
        number += 1;
    }
    return number;
}

// The next free number behind the selection, and its note at the end, where the caret goes. One edit, so one undo.
export function footnote({value, end}) {
    const reference = `[^${free(labels(value))}]`;
    const after = value.slice(end).replace(/\s+$/, '');
    const isAfterNote = /^\[\^[^\]\s]+\]:[^\n]*$/.test((value.slice(0, end) + after).trimEnd().split('\n').pop());
    const words = `${reference}${after}${isAfterNote ? '\n' : '\n\n'}${reference}: `;
    return {from: end, to: value.length, words, start: end + words.length};
}

// Markdown from elsewhere, whose footnotes get labels that are free in this text.
export function relabelled(markdown, value) {
    const taken = labels(value);
    const own = labels(markdown);
    const given = new Map();
    for (const label of own) {
        given.set(label, taken.has(label) ? String(free(new Set([...taken, ...own, ...given.values()]))) : label);
    }
    return markdown.replace(/\[\^([^\]\s]+)\]/g, (whole, label) => `[^${given.get(label)}]`);
}
