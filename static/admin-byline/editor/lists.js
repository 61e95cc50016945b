// Enter and Tab in lists. Tab indents an item; Escape before it lets it leave the text, so that nobody is trapped.
import {run} from './commands.js';
import {continued} from './lines.js';

export function startLists(editor) {
    const {text} = editor;
    let isLeaving = false;
    text.area.setAttribute('aria-describedby', `${text.area.getAttribute('aria-describedby') || ''} text-keys`.trim());
    text.area.addEventListener('keydown', event => {
        // While a word is being composed, Enter and Tab belong to that.
        if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) {
            return;
        }
        const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
        if (event.key === 'Tab' && isPlain && !isLeaving) {
            indent(editor, event);
        } else if (event.key === 'Enter' && isPlain && !event.shiftKey) {
            goOn(text, event);
        }
        if (event.key !== 'Shift') {
            isLeaving = event.key === 'Escape';
        }
    });
    text.area.addEventListener('blur', () => {
        isLeaving = false;
    });
}

// Only where there is an item that can move; else Tab goes to the next field as everywhere.
function indent(editor, event) {
    const {value, start} = editor.text.state;
    const line = value.slice(value.lastIndexOf('\n', start - 1) + 1).split('\n', 1)[0];
    if (/^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/.test(line)) {
        const before = editor.text.value;
        run(editor, event.shiftKey ? 'outdent' : 'indent');
        if (editor.text.value !== before) {
            event.preventDefault();
        }
    }
}

function goOn(text, event) {
    const edit = continued(text.state);
    if (edit) {
        event.preventDefault();
        text.apply(edit);
    }
}
