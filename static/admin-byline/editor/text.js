// The text as scripts change it: one way, so that undo works and whoever listens hears of it.

// Bubbles as `editor:changed`, and as the `input` of the browser where that did it.
export class Text {
    constructor(area) {
        this.area = area;
    }

    get value() {
        return this.area.value;
    }

    get start() {
        return this.area.selectionStart;
    }

    get end() {
        return this.area.selectionEnd;
    }

    get selected() {
        return this.value.slice(this.start, this.end);
    }

    // What the pure functions of marks.js, lines.js and blocks.js are given.
    get state() {
        return {value: this.value, start: this.start, end: this.end};
    }

    select(start, end = start) {
        this.area.focus();
        this.area.setSelectionRange(start, end);
    }

    // In place of what is selected, as if typed: one step of undo, the caret behind it.
    type(words) {
        this.area.focus();
        if (!words && this.start === this.end) {
            // Deleting nothing would take the letter before the caret.
            return;
        }
        this.settle();
        // The only way by which a script's change can be undone; browsers keep it for this, though it is deprecated.
        const isDone = words ? this.insert(words) : document.execCommand('delete');
        if (!isDone && words !== this.selected) {
            this.area.setRangeText(words, this.start, this.end, 'end');
        }
        this.settle();
        this.changed();
    }

    // Chromium types text of several lines line by line, and lays the whole text out after each: seconds for a screenful
    // in a long text. As HTML, in which there is nothing but text, it goes in at once. Others take no HTML in a field.
    insert(words) {
        const {start, end, value} = this;
        // Undoing that leaves a line feed behind at the very end of a text.
        const isLast = end === value.length && words.endsWith('\n') && words.length < 2000;
        if (words.includes('\n') && !isLast) {
            const html = words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
            const isTaken = document.execCommand('insertHTML', false, html);
            const last = start + words.length;
            const isWhole = this.value.length === value.length - (end - start) + words.length;
            if (isTaken && isWhole && this.value.slice(start, last) === words) {
                // Before a line feed at the very end it would stand one letter short.
                this.area.setSelectionRange(last, last);
                return true;
            }
            if (isTaken) {
                document.execCommand('undo');
                this.area.setSelectionRange(start, end);
            }
        }
        return document.execCommand('insertText', false, words);
    }

    // What is typed before and after is a step of undo of its own: browsers put together what goes on at one place.
    settle() {
        const {start, end} = this;
        const elsewhere = start > 0 ? 0 : this.value.length;
        this.area.setSelectionRange(elsewhere, elsewhere);
        this.area.setSelectionRange(start, end);
    }

    // Other words in place of those from start to end; the caret stays at the letter where the author has it.
    exchange(start, end, words) {
        const {scrollTop} = this.area;
        const [from, to] = [this.start, this.end].map(caret => moved(caret, start, end, words.length));
        const {activeElement} = document;
        this.select(start, end);
        this.type(words);
        this.select(from, to);
        this.area.scrollTop = scrollTop;
        if (activeElement && activeElement !== this.area) {
            activeElement.focus();
        }
    }

    // An edit as the pure functions answer it: other words from `from` to `to`, then `start` to `end` selected.
    apply({from, to, words, start, end = start}) {
        if (this.value.slice(from, to) !== words) {
            this.select(from, to);
            this.type(words);
        }
        this.select(start, end);
    }

    changed() {
        this.area.dispatchEvent(new CustomEvent('editor:changed', {bubbles: true}));
    }
}

function moved(caret, start, end, length) {
    if (caret <= start) {
        return caret;
    }
    return caret >= end ? caret + length - (end - start) : start + Math.min(caret - start, length);
}
