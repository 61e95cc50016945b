// Nothing but title and text, until Escape or the button; remembered until the tab is closed.
import {pressed} from './shortcuts.js';

const KEY = 'byline:focus';
// What stays: what is written in, what is said about it, and windows. What stands beside the text goes whole.
const KEPT = '#id_title, [data-editor] textarea, [data-editor] [role=status], [role=alert], .notices, .messagelist, '
    + '[data-saving-line], [data-editor] [data-count], [data-leave-focus], dialog';

class Focus {
    constructor({form, text, box}) {
        this.text = text;
        this.form = form;
        this.button = box.querySelector('[data-leave-focus]');
        this.button.addEventListener('click', () => this.leave());
        form.addEventListener('editor:command', ({detail}) => detail.name === 'focus' && this.toggle());
        document.addEventListener('keydown', event => this.press(event));
        if (remembered() && text.area.offsetParent) {
            this.enter();
        }
    }

    get isOn() {
        return document.documentElement.classList.contains('is-focused');
    }

    press(event) {
        if (pressed(event) === 'shift+f') {
            event.preventDefault();
            this.toggle();
        } else if (event.key === 'Escape' && this.isOn && !event.defaultPrevented && !event.isComposing) {
            // Of a window above, Escape closes that alone.
            if (!document.querySelector('dialog[open]')) {
                this.leave();
            }
        }
    }

    toggle() {
        if (this.isOn) {
            this.leave();
        } else {
            this.enter();
        }
    }

    enter() {
        hideAround(document.body);
        document.documentElement.classList.add('is-focused');
        this.button.hidden = false;
        remember(true);
        this.text.area.focus();
    }

    leave() {
        for (const element of document.querySelectorAll('[data-unfocused]')) {
            delete element.dataset.unfocused;
        }
        document.documentElement.classList.remove('is-focused');
        this.button.hidden = true;
        remember(false);
        this.text.area.focus();
    }
}

// Whatever holds nothing of what stays; its attribute is what the stylesheet hides.
function hideAround(element) {
    for (const child of element.children) {
        if (child.matches(KEPT)) {
            continue;
        }
        if (child.querySelector(KEPT) && !child.matches('aside, .side')) {
            hideAround(child);
        } else {
            child.dataset.unfocused = '';
        }
    }
}

function remembered() {
    try {
        return sessionStorage.getItem(KEY) === '1';
    } catch {
        return false;
    }
}

function remember(isOn) {
    try {
        sessionStorage.setItem(KEY, isOn ? '1' : '');
    } catch {
        // Without storage it lasts as long as the page.
    }
}

export function startFocus(editor) {
    if (editor.box.querySelector('[data-leave-focus]')) {
        new Focus(editor);
    }
}
