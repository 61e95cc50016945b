// The toolbar: one stop of the tab key, arrows within; a click leaves the caret where it is.
import {insertTable, run} from './commands.js';
import {isMac} from './shortcuts.js';

class Toolbar {
    constructor(editor, bar) {
        this.editor = editor;
        this.bar = bar;
        this.buttons = [...bar.querySelectorAll('button')];
        bar.hidden = false;
        this.nameKeys();
        this.rove(this.buttons[0]);
        bar.addEventListener('keydown', event => this.move(event));
        bar.addEventListener('focusin', event => this.rove(event.target));
        bar.addEventListener('mousedown', event => event.preventDefault());
        bar.addEventListener('click', event => {
            const button = event.target.closest('[data-command]');
            if (button) {
                run(editor, button.dataset.command);
            }
        });
    }

    nameKeys() {
        for (const button of this.buttons) {
            const keys = button.getAttribute('aria-keyshortcuts');
            if (isMac && keys) {
                button.setAttribute('aria-keyshortcuts', keys.replace('Control', 'Meta'));
                button.title = `${button.getAttribute('aria-label')} (${keys.replace('Control+', '⌘').replace('Shift+', '⇧')})`;
            }
        }
    }

    rove(current) {
        for (const button of this.buttons) {
            button.tabIndex = button === current ? 0 : -1;
        }
    }

    move(event) {
        const shown = this.buttons.filter(button => button.offsetParent);
        const at = shown.indexOf(document.activeElement);
        const forward = getComputedStyle(this.bar).direction === 'rtl' ? -1 : 1;
        const steps = {ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: shown.length - 1};
        if (event.key in steps && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            shown[(steps[event.key] + shown.length) % shown.length].focus();
        }
    }
}

// Windows over the page; the browser gives the focus back when they close.
function startDialogs(editor) {
    const help = editor.box.querySelector('[data-help]');
    const chooser = editor.box.querySelector('[data-table]');
    if (isMac) {
        for (const keys of help.querySelectorAll('kbd')) {
            keys.textContent = keys.dataset.keys.replace('Ctrl', '⌘').replace('Shift', '⇧');
        }
    }
    for (const button of editor.box.querySelectorAll('[data-close]')) {
        button.addEventListener('click', () => button.closest('dialog').close());
    }
    editor.form.addEventListener('editor:command', ({detail}) => {
        if (detail.name === 'help') {
            help.showModal();
        }
        if (detail.name === 'table') {
            chooser.showModal();
        }
    });
    startTable(editor, chooser);
}

function startTable(editor, chooser) {
    const fields = chooser.querySelectorAll('input');
    const insert = () => {
        if ([...fields].every(field => field.reportValidity())) {
            const [rows, columns] = [...fields].map(field => field.valueAsNumber);
            chooser.close();
            insertTable(editor, rows, columns, chooser.dataset.column);
        }
    };
    chooser.querySelector('[data-insert]').addEventListener('click', insert);
    // Enter would send the form around the window.
    chooser.addEventListener('keydown', event => {
        if (event.key === 'Enter' && event.target.matches('input')) {
            event.preventDefault();
            insert();
        }
    });
    // Fields of a window are none of the post's.
    for (const type of ['input', 'change']) {
        chooser.addEventListener(type, event => event.stopPropagation());
    }
}

export function startToolbar(editor) {
    const bar = editor.box.querySelector('[role=toolbar]');
    if (bar) {
        new Toolbar(editor, bar);
        startDialogs(editor);
    }
}
