// Signs around words: bold, italic, struck, code, links. Pure: `{value, start, end}` in, an edit out (see text.js).
import {lineMarker} from './lines.js';

const WORD = /[\p{L}\p{M}\p{N}'’_-]/u;
const URL = /^(?:https?:\/\/|mailto:)\S+$/;

// `[words](address "title")`, or the same as a picture.
const LINK = /(!?)\[((?:[^[\]\\]|\\.)*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)[^()]*\)/g;

// The selection without the spaces at its ends; where nothing is selected, the word at the caret.
export function wordsMeant({value, start, end}) {
    if (start === end) {
        while (start > 0 && WORD.test(letterBefore(value, start))) {
            start -= letterBefore(value, start).length;
        }
        while (end < value.length && WORD.test(letterAt(value, end))) {
            end += letterAt(value, end).length;
        }
        // Signs of emphasis are no part of it.
        while (start < end && value[start] === '_') {
            start += 1;
        }
        while (end > start && value[end - 1] === '_') {
            end -= 1;
        }
        return {start, end};
    }
    while (start < end && /\s/.test(value[start])) {
        start += 1;
    }
    while (end > start && /\s/.test(value[end - 1])) {
        end -= 1;
    }
    return {start, end};
}

function letterAt(value, at) {
    return String.fromCodePoint(value.codePointAt(at));
}

function letterBefore(value, at) {
    const isPair = /[\uDC00-\uDFFF]/.test(value[at - 1]) && at > 1;
    return value.slice(at - (isPair ? 2 : 1), at);
}

// How many of a sign stand before `at`, or after it.
function countBefore(value, at, sign) {
    let count = 0;
    while (value[at - 1 - count] === sign) {
        count += 1;
    }
    return count;
}

function countAfter(value, at, sign) {
    let count = 0;
    while (value[at + count] === sign) {
        count += 1;
    }
    return count;
}

// `***` is both bold and italic, so that taking one away leaves the other.
function isMarked(count, mark) {
    return mark === '*' ? count === 1 || count === 3 : count === mark.length || count === 3;
}

// Wraps what is meant, or takes the signs away; of several lines, each by itself.
export function toggle(state, mark) {
    const {value} = state;
    const {start, end} = wordsMeant(state);
    if (value.slice(start, end).includes('\n')) {
        return toggleLines(value, start, end, mark);
    }
    return toggleWords(state, start, end, mark);
}

function toggleWords(state, start, end, mark) {
    const {value} = state;
    const [sign] = mark;
    const caret = state.start === state.end ? state.start : null;
    const inside = Math.min(countAfter(value, start, sign), countBefore(value, end, sign));
    const around = Math.min(countBefore(value, start, sign), countAfter(value, end, sign));
    const {length} = mark;
    if (start < end && end - start > 2 * length && isMarked(inside, mark)) {
        const words = value.slice(start + length, end - length);
        return {from: start, to: end, words, start, end: start + words.length};
    }
    if (isMarked(around, mark)) {
        const words = value.slice(start, end);
        const at = caret === null ? null : caret - length;
        return {from: start - length, to: end + length, words, start: at ?? start - length, end: at ?? end - length};
    }
    if (mark === '*' && value[start - 1] === '_' && value[end] === '_') {
        const words = value.slice(start, end);
        return {from: start - 1, to: end + 1, words, start: start - 1, end: end - 1};
    }
    const at = caret === null ? null : caret + length;
    const words = `${mark}${value.slice(start, end)}${mark}`;
    return {from: start, to: end, words, start: at ?? start + length, end: at ?? end + length};
}

// The signs stand within each line, behind the markers of lists and quotations.
function toggleLines(value, start, end, mark) {
    const lines = value.slice(start, end).split('\n').map(line => {
        const head = lineMarker(line);
        return {head, words: line.slice(head.length)};
    });
    const wrapped = lines.filter(line => line.words.trim());
    const [sign] = mark;
    const signs = ({words}) => Math.min(countAfter(words, 0, sign), countBefore(words, words.length, sign));
    const isWrapped = line => isMarked(signs(line), mark);
    const isOn = wrapped.every(isWrapped);
    const made = lines.map(line => {
        if (!line.words.trim() || isWrapped(line) !== isOn) {
            return line.head + line.words;
        }
        const {words} = line;
        return line.head + (isOn ? words.slice(mark.length, words.length - mark.length) : `${mark}${words}${mark}`);
    });
    const words = made.join('\n');
    return {from: start, to: end, words, start, end: start + words.length};
}

// Code within a line, with as many signs as what is in it needs.
export function code(state) {
    const {value} = state;
    const {start, end} = wordsMeant(state);
    const words = value.slice(start, end);
    const around = Math.min(countBefore(value, start, '`'), countAfter(value, end, '`'));
    const own = /^(`+)( ?)([^]*?)\2\1$/.exec(words);
    if (own && own[3]) {
        return {from: start, to: end, words: own[3], start, end: start + own[3].length};
    }
    if (around || !words.includes('`')) {
        return toggleWords(state, start, end, '`'.repeat(around || 1));
    }
    const signs = '`'.repeat(1 + Math.max(...words.match(/`+/g).map(run => run.length)));
    const made = `${signs} ${words} ${signs}`;
    return {from: start, to: end, words: made, start, end: start + made.length};
}

// Words become those of a link, and what is still missing is selected; of a link at the caret, its address.
export function link(state) {
    const {value} = state;
    const found = linkAround(state);
    if (found && state.start < state.end && state.start <= found.start && state.end >= found.end) {
        const {words} = found;
        return {from: found.start, to: found.end, words, start: found.start, end: found.start + words.length};
    }
    if (found) {
        return {from: found.start, to: found.start, words: '', start: found.urlStart, end: found.urlEnd};
    }
    const {start, end} = wordsMeant(state);
    const words = value.slice(start, end);
    if (isAddress(words)) {
        return {from: start, to: end, words: `[](${words})`, start: start + 1};
    }
    return linked(start, end, words.replace(/\s*\n\s*/g, ' '), '');
}

export function linked(start, end, words, url) {
    const made = `[${words}](${url})`;
    const at = words && url ? start + made.length : words ? start + words.length + 3 : start + 1;
    return {from: start, to: end, words: made, start: at};
}

export function isAddress(words) {
    return URL.test(words);
}

// The link or picture whose line the caret is in, and around it.
export function linkAround({value, start, end}) {
    const from = value.lastIndexOf('\n', start - 1) + 1;
    const to = value.indexOf('\n', end) < 0 ? value.length : value.indexOf('\n', end);
    for (const found of value.slice(from, to).matchAll(LINK)) {
        const at = from + found.index;
        const last = at + found[0].length;
        const isAround = at <= start && end <= last && (start < end || (at < start && end < last));
        if (isAround || (start <= at && end >= last && start < end && end - start <= found[0].length + 2)) {
            const urlStart = at + found[1].length + found[2].length + 3;
            return {start: at, end: last, words: found[2], urlStart, urlEnd: urlStart + found[3].length};
        }
    }
    return null;
}

const CLOSING = {'*': '*', '_': '_', '`': '`', '~': '~', '[': ']', '(': ')', '"': '"', '“': '”', '«': '»', '„': '“'};

// What a sign typed over a selection makes of it: the sign around it, and the same words selected; else null.
export function surrounded({value, start, end}, sign) {
    if (start === end || !CLOSING[sign]) {
        return null;
    }
    const words = sign + value.slice(start, end) + CLOSING[sign];
    return {from: start, to: end, words, start: start + 1, end: end + 1};
}
