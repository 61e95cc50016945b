// What the buttons and the keys do, by name. What other parts do is asked of the form: `editor:command`, {name}.
import {fence, footnote, table} from './blocks.js';
import {heading, indented, list, quote} from './lines.js';
import {code, link, toggle} from './marks.js';

const EDITS = {
    bold: state => toggle(state, '**'),
    italic: state => toggle(state, '*'),
    struck: state => toggle(state, '~~'),
    code: state => isBlock(state) ? fence(state) : code(state),
    fence,
    link,
    quote,
    bullets: state => list(state, 'bullets'),
    numbers: state => list(state, 'numbers'),
    tasks: state => list(state, 'tasks'),
    heading,
    footnote,
    indent: state => indented(state, 1),
    outdent: state => indented(state, -1),
};

// Several lines, or an empty one.
function isBlock({value, start, end}) {
    const isEmptyLine = (start === 0 || value[start - 1] === '\n') && (end === value.length || value[end] === '\n');
    return value.slice(start, end).trim().includes('\n') || (start === end && isEmptyLine);
}

export function run(editor, name) {
    const {text, form} = editor;
    if (text.area.readOnly || text.area.disabled) {
        return;
    }
    if (EDITS[name]) {
        const edit = EDITS[name](text.state);
        if (edit) {
            text.apply(edit);
        } else {
            text.area.focus();
        }
    } else if (name === 'undo' || name === 'redo') {
        text.area.focus();
        document.execCommand(name);
    } else {
        form.dispatchEvent(new CustomEvent('editor:command', {bubbles: true, detail: {name}}));
    }
}

export function insertTable({text}, rows, columns, name) {
    text.apply(table(text.state, rows, columns, name));
}
