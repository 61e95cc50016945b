// Dialogs in which something is looked for while words of it are typed, by keyboard as well as by mouse.
const PAUSE = 180;

// What the server has for an address; the sentence of its error otherwise. Raises AbortError when `signal` says so.
export async function ask(url, query, words, signal) {
    const answer = await fetch(`${url}?${new URLSearchParams(query)}`, {headers: {Accept: 'application/json'}, signal}).catch(error => {
        throw error.name === 'AbortError' ? error : new Error(words.offline);
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) {
        throw new Error(said.message || words.error.replace('{status}', answer.status));
    }
    return said;
}

// `find(words, after, signal)` resolves to `{items, after}`, `after` being what to ask with for more, or null.
// `fill(option, item)` shows one. `take(items)` is called with what was chosen, after the dialog has closed.
// With `isGrid` the options have the focus themselves, in rows; else the field keeps it. `many` can be chosen then.
export class Finder {
    constructor(dialog, {find, fill, take, isGrid = false}) {
        Object.assign(this, {dialog, find, fill, take, isGrid, many: isGrid});
        for (const name of ['words', 'options', 'said', 'more', 'close', 'take']) {
            this[`${name}Part`] = dialog.querySelector(`[data-${name}]`);
        }
        this.holder = isGrid ? this.optionsPart : this.wordsPart;
        this.items = [];
        this.chosen = new Map();
        this.listen();
    }

    open({words = '', many = this.isGrid, take = this.take} = {}) {
        Object.assign(this, {many, take});
        this.chosen.clear();
        this.isTakenNext = false;
        this.wordsPart.value = words;
        this.optionsPart.setAttribute('aria-multiselectable', String(many));
        this.show([]);
        const {activeElement: element} = document;
        this.back = {element, caret: [element.selectionStart, element.selectionEnd]};
        this.dialog.showModal();
        this.wordsPart.focus();
        this.wordsPart.select();
        this.look();
    }

    listen() {
        const {dialog, wordsPart, optionsPart} = this;
        wordsPart.addEventListener('input', () => {
            clearTimeout(this.timer);
            this.isBehind = true;
            this.timer = setTimeout(() => this.look(), PAUSE);
        });
        dialog.addEventListener('keydown', event => this.pressed(event));
        dialog.addEventListener('close', () => {
            this.stop();
            this.giveBack();
        });
        dialog.addEventListener('click', event => {
            if (event.target === dialog) {
                dialog.close();
            }
        });
        optionsPart.addEventListener('click', event => this.clicked(event.target.closest('[role=option]')));
        optionsPart.addEventListener('dblclick', event => {
            const option = event.target.closest('[role=option]');
            if (option && this.many) {
                this.finish([this.items[this.optionList.indexOf(option)]]);
            }
        });
        this.closePart.addEventListener('click', () => dialog.close());
        this.morePart.addEventListener('click', () => this.look(this.after));
        if (this.takePart) {
            this.takePart.addEventListener('click', () => this.finish([...this.chosen.values()]));
        }
    }

    stop() {
        clearTimeout(this.timer);
        if (this.controller) {
            this.controller.abort();
        }
    }

    // The focus, which the browser gives back without the caret.
    giveBack() {
        const {element, caret} = this.back || {};
        this.back = null;
        if (element) {
            element.focus();
        }
        if (element && element.setSelectionRange && caret[0] !== null) {
            element.setSelectionRange(...caret);
        }
    }

    // What was asked before is no longer waited for.
    async look(after = null) {
        this.stop();
        this.isBehind = true;
        const {signal} = this.controller = new AbortController();
        this.say(this.saidPart.dataset.loading);
        this.morePart.disabled = true;
        try {
            const found = await this.find(this.wordsPart.value.trim(), after, signal);
            if (!signal.aborted) {
                this.found(found, after);
            }
        } catch (error) {
            if (!signal.aborted) {
                this.isBehind = this.isTakenNext = false;
                this.show(after === null ? [] : this.items, after === null ? 0 : this.items.length);
                this.say(error.message, true);
            }
        }
        this.morePart.disabled = signal.aborted;
    }

    found({items, after}, previous) {
        this.isBehind = false;
        const known = previous === null ? [] : this.items;
        this.after = after;
        this.show([...known, ...items], known.length);
        this.morePart.hidden = after === null || after === undefined;
        const {one, many, nothing, moreThere} = this.saidPart.dataset;
        const count = this.items.length === 1 ? one : many.replace('{count}', this.items.length);
        const said = this.morePart.hidden ? count : moreThere.replace('{found}', count);
        this.say(this.items.length ? said : nothing);
        if (known.length) {
            this.activate(known.length);
            this.holder.focus();
        }
        if (this.isTakenNext) {
            this.isTakenNext = false;
            this.finish([this.items[0]]);
        }
    }

    say(words, isError = false) {
        this.saidPart.textContent = words;
        this.saidPart.classList.toggle('is-error', isError);
    }

    get optionList() {
        return [...this.optionsPart.children];
    }

    // Those from `first` on are new.
    show(items, first = 0) {
        this.items = items;
        this.optionsPart.hidden = !items.length;
        if (!this.isGrid) {
            this.wordsPart.setAttribute('aria-expanded', String(items.length > 0));
        }
        while (this.optionsPart.children.length > first) {
            this.optionsPart.lastChild.remove();
        }
        this.optionsPart.append(...items.slice(first).map((item, index) => this.option(item, first + index)));
        if (!first) {
            this.morePart.hidden = true;
            this.activate(items.length ? 0 : -1);
        }
        this.mark();
    }

    option(item, number) {
        const option = document.createElement('li');
        option.id = `${this.optionsPart.id}-${number}`;
        option.setAttribute('role', 'option');
        this.fill(option, item);
        return option;
    }

    activate(number) {
        this.active = number;
        this.optionList.forEach((option, index) => option.classList.toggle('is-active', index === number));
        const option = this.optionsPart.children[number];
        if (option) {
            this.holder.setAttribute('aria-activedescendant', option.id);
            option.scrollIntoView({block: 'nearest'});
        } else {
            this.holder.removeAttribute('aria-activedescendant');
        }
        this.mark();
    }

    // Of many, those that were chosen are selected; of one, that on which Enter would be pressed.
    mark() {
        this.optionList.forEach((option, index) => {
            const isChosen = this.many ? this.chosen.has(this.items[index].id) : index === this.active;
            option.setAttribute('aria-selected', String(isChosen));
        });
        if (this.onMark) {
            this.onMark(this.chosen.size);
        }
    }

    clicked(option) {
        const number = this.optionList.indexOf(option);
        if (number < 0) {
            return;
        }
        this.activate(number);
        if (this.many) {
            this.toggle();
        } else {
            this.finish([this.items[number]]);
        }
    }

    toggle() {
        const item = this.items[this.active];
        if (!this.chosen.delete(item.id)) {
            this.chosen.set(item.id, item);
        }
        this.mark();
    }

    finish(items) {
        if (items.length && items[0]) {
            this.dialog.close();
            this.giveBack();
            this.take(items);
        }
    }

    pressed(event) {
        // Shortcuts of the page behind are not meant, and the browser closes the dialog by Escape.
        event.stopPropagation();
        if (event.isComposing || event.target.closest('button')) {
            return;
        }
        const isInGrid = event.target === this.optionsPart;
        const step = this.isGrid === isInGrid ? this.step(event.key) : 0;
        if (event.key === 'Enter') {
            event.preventDefault();
            this.enter(isInGrid);
        } else if (event.key === ' ' && isInGrid) {
            event.preventDefault();
            this.clicked(this.optionsPart.children[this.active]);
        } else if (event.key === 'ArrowDown' && !step) {
            event.preventDefault();
            this.optionsPart.focus();
        } else if (event.key === 'ArrowUp' && isInGrid && this.active < -step) {
            event.preventDefault();
            this.wordsPart.focus();
        } else if (step && this.items.length) {
            event.preventDefault();
            this.activate(Math.min(Math.max(this.active + step, 0), this.items.length - 1));
        }
    }

    // What stands there may answer words that were typed before.
    enter(isInGrid) {
        if (this.chosen.size) {
            this.finish([...this.chosen.values()]);
        } else if (this.isGrid && !isInGrid) {
            this.optionsPart.focus();
        } else if (this.isBehind) {
            this.isTakenNext = true;
            this.look();
        } else {
            this.finish([this.items[this.active]]);
        }
    }

    step(key) {
        const columns = this.isGrid ? this.columns() : 1;
        const steps = {ArrowDown: columns, ArrowUp: -columns, PageDown: 4 * columns, PageUp: -4 * columns};
        const end = this.items.length;
        const inGrid = {ArrowRight: 1, ArrowLeft: -1, Home: -end, End: end};
        return steps[key] || (this.isGrid && inGrid[key]) || 0;
    }

    columns() {
        const tops = this.optionList.map(option => option.offsetTop);
        return tops.filter(top => top === tops[0]).length || 1;
    }
}
