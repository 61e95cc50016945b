// What was typed while an answer was under way, together with what the answer brings.
import {same} from './inputs.js';

function change(old, fresh) {
    const most = Math.min(old.length, fresh.length);
    let start = 0;
    while (start < most && old[start] === fresh[start]) {
        start += 1;
    }
    let tail = 0;
    while (tail < most - start && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) {
        tail += 1;
    }
    return {start, end: old.length - tail, words: fresh.slice(start, fresh.length - tail)};
}

const applied = (text, {start, end, words}) => text.slice(0, start) + words + text.slice(end);

// Null where both changed one place: then the server merges it next time, by paragraphs.
function bothIn(sent, typed, shown) {
    const changes = [change(sent, typed), change(sent, shown)].sort((one, other) => one.start - other.start);
    return changes[0].end < changes[1].start ? changes.reverse().reduce(applied, sent) : null;
}

// The fields as the page has to show them; null where what was typed meanwhile does not go together with them.
export function together(sent, typed, shown) {
    const merged = {};
    for (const name of Object.keys(typed)) {
        if (!(name in shown) || same(shown[name], sent[name])) {
            merged[name] = typed[name];
        } else if (same(typed[name], sent[name])) {
            merged[name] = shown[name];
        } else if (name === 'body') {
            merged.body = bothIn(sent.body, typed.body, shown.body);
        } else {
            merged[name] = null;
        }
        if (merged[name] === null && typed[name] !== null && shown[name] !== null) {
            return null;
        }
    }
    return merged;
}
