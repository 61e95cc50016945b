// Keys of the text. Letters go by what they write, digits by where they are, for with Shift they write something else.
import {run} from './commands.js';
import {surrounded} from './marks.js';

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

// None that a browser or a screen reader needs: those stay away from Ctrl+Alt, which also is AltGr.
const KEYS = {
    'b': 'bold',
    'i': 'italic',
    'k': 'link',
    'e': 'code',
    'shift+e': 'fence',
    'shift+x': 'struck',
    'shift+h': 'heading',
    'shift+l': 'tasks',
    'shift+7': 'numbers',
    'shift+8': 'bullets',
    'shift+9': 'quote',
    'shift+y': 'footnote',
    'shift+k': 'post-link',
    ']': 'indent',
    '[': 'outdent',
};

// `shift+b` for Ctrl+Shift+B, or ⌘ on a Mac; empty for what is typed.
export function pressed(event) {
    const isMeant = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
    if (!isMeant || event.altKey || event.isComposing) {
        return '';
    }
    const digit = /^Digit(\d)$/.exec(event.code);
    const key = digit && event.shiftKey ? digit[1] : event.key.toLowerCase();
    return event.shiftKey ? `shift+${key}` : key;
}

export function startShortcuts(editor) {
    const {text} = editor;
    text.area.addEventListener('keydown', event => {
        const name = KEYS[pressed(event)];
        if (name) {
            event.preventDefault();
            run(editor, name);
            return;
        }
        const isCommand = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
        const isTyped = event.key.length === 1 && !event.isComposing && !isCommand;
        const edit = isTyped && surrounded(text.state, event.key);
        if (edit) {
            event.preventDefault();
            text.apply(edit);
        }
    });
    // Help is there wherever in the form one is.
    editor.form.addEventListener('keydown', event => {
        if ((event.key === 'F1' || pressed(event) === '/') && !event.defaultPrevented) {
            event.preventDefault();
            run(editor, 'help');
        }
    });
}
