// Whole lines: lists, quotations, headings. Pure: `{value, start, end}` in, an edit out (see text.js).
const ITEM = /^((?:[ \t]*>)*[ \t]*)([-*+]|\d{1,9}[.)])([ \t]+|$)(\[[ xX]\](?:[ \t]+|$))?/;
const QUOTE = /^[ \t]*(?:>[ \t]?)+/;
const HEADING = /^(#{1,6})[ \t]+/;

// The markers at the beginning of a line, up to its words.
export function lineMarker(line) {
    const found = ITEM.exec(line) || QUOTE.exec(line) || HEADING.exec(line);
    return found ? found[0] : /^[ \t]*/.exec(line)[0];
}

// From the beginning of the first line that is selected to the end of the last.
export function linesMeant({value, start, end}) {
    const from = value.lastIndexOf('\n', start - 1) + 1;
    const last = end > start && value[end - 1] === '\n' ? end - 1 : end;
    const to = value.indexOf('\n', last);
    return {from, to: to < 0 ? value.length : to};
}

// Each line made anew; the selection covers them all, or the caret stays where it was in its line.
function remade(state, make) {
    const {from, to} = linesMeant(state);
    const before = state.value.slice(from, to).split('\n');
    const after = make(before);
    const words = after.join('\n');
    if (state.start !== state.end) {
        return {from, to, words, start: from, end: from + words.length};
    }
    const column = Math.max(0, state.start - from + after[0].length - before[0].length);
    return {from, to, words, start: from + Math.min(column, words.length)};
}

function isFilled(line) {
    return line.trim() !== '';
}

export function quote(state) {
    return remade(state, lines => {
        const isOn = lines.filter(isFilled).every(line => /^[ \t]*>/.test(line)) && lines.some(isFilled);
        return lines.map(line => isOn ? line.replace(/^[ \t]*>[ \t]?/, '') : line || lines.length === 1 ? `> ${line}` : '>');
    });
}

const KINDS = {
    bullets: {is: item => /[-*+]/.test(item[2]) && !item[4], sign: () => '- '},
    tasks: {is: item => Boolean(item[4]), sign: () => '- [ ] '},
    numbers: {is: item => /\d/.test(item[2]), sign: number => `${number}. `},
};

// Lines become items of that kind, whatever they were; items of that kind become lines.
export function list(state, kind) {
    const {is, sign} = KINDS[kind];
    return remade(state, lines => {
        const filled = lines.length === 1 ? lines : lines.filter(isFilled);
        const isOn = filled.every(line => ITEM.test(line) && is(ITEM.exec(line)));
        const counts = [];
        return lines.map(line => {
            if (lines.length > 1 && !isFilled(line)) {
                return line;
            }
            const item = ITEM.exec(line);
            const head = item ? item[1] : /^((?:[ \t]*>)*[ \t]*)/.exec(line)[0];
            const words = (item ? line.slice(item[0].length) : line.slice(head.length)).replace(HEADING, '');
            if (isOn) {
                return head + words;
            }
            counts.length = head.length + 1;
            counts[head.length] = (counts[head.length] || 0) + 1;
            return head + sign(counts[head.length]) + words;
        });
    });
}

// The next level for what is a heading already, from the second to the fourth, then none.
export function heading(state) {
    return remade(state, lines => {
        const first = HEADING.exec(lines.find(isFilled) || '');
        const level = first ? (first[1].length >= 4 ? 0 : Math.max(first[1].length, 1) + 1) : 2;
        return lines.map(line => {
            if (lines.length > 1 && !isFilled(line)) {
                return line;
            }
            const words = line.replace(HEADING, '').replace(/^[ \t]+/, '');
            return level ? `${'#'.repeat(level)} ${words}` : words;
        });
    });
}

// Whether a place is within a fence, where nothing is markup.
export function isInFence(value, at) {
    let fence = '';
    for (const [, signs, rest] of value.slice(0, at).matchAll(/^ {0,3}(?:> ?)*(`{3,}|~{3,})(.*)$/gm)) {
        if (!fence) {
            fence = signs;
        } else if (signs[0] === fence[0] && signs.length >= fence.length && !rest.trim()) {
            fence = '';
        }
    }
    return fence !== '';
}

function lineAt(value, at) {
    const from = value.lastIndexOf('\n', at - 1) + 1;
    const to = value.indexOf('\n', at);
    return {from, to: to < 0 ? value.length : to};
}

// What Enter does in an item or a quotation: go on with it, or end one that is empty. Null: as usual.
export function continued(state) {
    const {value, start, end} = state;
    const {from, to} = lineAt(value, start);
    const line = value.slice(from, end > to ? start : to);
    const found = ITEM.exec(line) || QUOTE.exec(line);
    if (!found || start - from < found[0].trimEnd().length || isInFence(value, start)) {
        return null;
    }
    const isItem = Boolean(found[2]);
    if (isItem && !found[3]) {
        return null;
    }
    if (start === end && !line.slice(found[0].length).trim()) {
        return isItem ? ended(state, from, to, found) : {from, to, words: '', start: from};
    }
    const head = isItem ? found[1] + next(found[2]) + (found[3] || ' ') + (found[4] ? '[ ] ' : '') : found[0];
    const rest = /^[ \t]*/.exec(value.slice(end))[0].length;
    const edit = {from: start, to: end + rest, words: `\n${head}`, start: start + 1 + head.length};
    return isItem && /\d/.test(found[2]) ? recounted(value, edit, found[1], parseInt(found[2], 10) + 1) : edit;
}

function next(marker) {
    return /\d/.test(marker) ? `${parseInt(marker, 10) + 1}${marker.slice(-1)}` : marker;
}

function ended(state, from, to, found) {
    const indent = /[ \t]*$/.exec(found[1])[0];
    if (indent && !found[1].includes('>')) {
        const outer = indented(state, -1);
        if (outer) {
            return outer;
        }
    }
    const words = found[1].includes('>') ? found[1] : '';
    return {from, to, words, start: from + words.length};
}

// The items that follow get the numbers that follow.
function recounted(value, edit, head, number) {
    let at = value.indexOf('\n', edit.to) + 1;
    const first = at;
    const made = [];
    while (at > 0 && at < value.length) {
        const {to} = lineAt(value, at);
        const line = value.slice(at, to);
        const item = ITEM.exec(line);
        const depth = /^((?:[ \t]*>)*[ \t]*)/.exec(line)[0].length;
        if (item && item[1] === head && /\d/.test(item[2])) {
            number += 1;
            made.push(head + number + item[2].slice(-1) + line.slice(item[1].length + item[2].length));
        } else if (isFilled(line) && depth <= head.length) {
            break;
        } else {
            made.push(line);
        }
        at = to + 1;
    }
    while (made.length && !ITEM.test(made[made.length - 1])) {
        made.pop();
    }
    const old = made.length ? value.slice(first).split('\n', made.length).join('\n') : '';
    if (made.join('\n') === old) {
        return edit;
    }
    return {...edit, to: first + old.length, words: edit.words + value.slice(edit.to, first) + made.join('\n')};
}

// Items one level deeper or, with -1, out; below the words of the item before, as Markdown wants it. Null: not here.
export function indented(state, direction = 1) {
    const {from, to} = linesMeant(state);
    const lines = state.value.slice(from, to).split('\n');
    const item = ITEM.exec(lines[0]);
    if (!item || isInFence(state.value, from)) {
        return null;
    }
    const own = item[1].length;
    const above = state.value.slice(0, from).split('\n').slice(-200, -1).reverse();
    const [before] = itemsAbove(above, direction > 0 ? own : own - 1);
    const outer = before ? before[1].length : 0;
    const inner = before && outer + before[2].length + Math.max(1, before[3].length);
    const depth = direction < 0 ? outer : inner;
    if (depth === undefined || depth === own || (direction > 0 && depth < own)) {
        return null;
    }
    const sibling = itemsAbove(above, depth).find(each => each[1].length === depth);
    const more = ' '.repeat(Math.max(0, depth - own));
    const less = new RegExp(`^[ \\t]{0,${Math.max(0, own - depth)}}`);
    const edit = remade(state, each => each.map(line => isFilled(line) ? more + line.replace(less, '') : line));
    return numbered(edit, sibling);
}

// The items above that are no deeper, up to where the list begins.
function itemsAbove(lines, depth) {
    const found = [];
    for (const line of lines) {
        const item = ITEM.exec(line);
        if (item && item[1].length <= depth) {
            found.push(item);
        } else if (!item && isFilled(line) && !/^[ \t]/.test(line)) {
            break;
        }
    }
    return found;
}

// An item that was moved counts on from its new neighbour, or from 1.
function numbered(edit, sibling) {
    const item = ITEM.exec(edit.words);
    if (!item || !/\d/.test(item[2])) {
        return edit;
    }
    const number = sibling && /\d/.test(sibling[2]) ? parseInt(sibling[2], 10) + 1 : 1;
    const marker = number + item[2].slice(-1);
    const more = marker.length - item[2].length;
    const words = edit.words.slice(0, item[1].length) + marker + edit.words.slice(item[1].length + item[2].length);
    const isCaret = edit.end === undefined;
    return {...edit, words, start: isCaret ? edit.start + more : edit.start, end: isCaret ? undefined : edit.end + more};
}
