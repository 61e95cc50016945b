// What two people changed in the same place, side by side, to choose from. Typing goes on until there is time for it.
import {compareWords} from './words.js';

// In milliseconds: a dialog that opens in the middle of a word would swallow its end.
const STILL = 1000;
// Letters of the paragraphs before and after.
const AROUND = 160;

class Conflicts {
    constructor(editor) {
        const {form} = editor;
        Object.assign(this, {editor, form, open: [], typedAt: 0});
        this.dialog = document.querySelector('[data-conflicts]');
        this.words = this.dialog.dataset;
        this.model = document.querySelector('[data-conflict-place]').content;
        this.again = document.querySelector('[data-conflicts-again]');
        form.addEventListener('editor:conflict', event => this.show(event.detail));
        for (const type of ['editor:saved', 'editor:merged']) {
            form.addEventListener(type, () => this.settle());
        }
        for (const type of ['keydown', 'input']) {
            form.addEventListener(type, () => {
                this.typedAt = Date.now();
            });
        }
        this.again.addEventListener('click', () => this.ask());
        this.dialog.querySelector('[data-conflicts-later]').addEventListener('click', () => this.dialog.close());
        this.dialog.querySelector('form').addEventListener('submit', () => this.choose());
    }

    get isWaiting() {
        return this.open.length > 0;
    }

    // Each autosave brings them anew; what was chosen already stays chosen while the texts are the same.
    show({conflicts, fields}) {
        const isNew = !this.isWaiting;
        // The same change at two places is one choice.
        this.open = [...new Map(conflicts.map(conflict => [conflict.key, conflict])).values()];
        this.whole = fields?.body ?? this.editor.text.value;
        this.again.ariaLabel = this.again.title = numbered(this.again.dataset, this.open.length);
        this.again.hidden = false;
        if (this.dialog.open) {
            this.render();
        } else if (isNew) {
            this.askWhenStill();
        }
    }

    settle() {
        clearTimeout(this.timer);
        this.open = [];
        this.again.hidden = true;
        this.dialog.close();
    }

    askWhenStill() {
        // Of a form that came back, the page asks already.
        if (this.form.querySelector('.conflict')) {
            return;
        }
        const left = this.typedAt + STILL - Date.now();
        if (left > 0) {
            this.timer = setTimeout(() => this.askWhenStill(), left);
        } else if (this.isWaiting && !document.querySelector('dialog[open]')) {
            this.ask();
        }
    }

    ask() {
        clearTimeout(this.timer);
        this.render();
        this.dialog.showModal();
        // Not a button: whoever is typing would press it.
        this.dialog.querySelector('h2').focus();
    }

    async choose() {
        const choices = Object.fromEntries(this.open.map(({key}) => [key, this.chosen(key)]));
        this.open = [];
        this.again.hidden = true;
        await this.editor.saving.choose(choices);
    }

    chosen(key) {
        return this.dialog.querySelector(`[name="choice_${key}"]:checked`)?.value;
    }

    render() {
        const title = this.dialog.querySelector('[data-conflicts-title]');
        title.textContent = numbered(title.dataset, this.open.length);
        const list = this.dialog.querySelector('[data-conflicts-list]');
        const before = new Map(this.open.map(({key}) => [key, this.chosen(key)]));
        const {name, value} = document.activeElement;
        list.replaceChildren(...this.open.map(conflict => this.place(conflict, before.get(conflict.key))));
        list.querySelector(`[name="${CSS.escape(name || '')}"][value="${CSS.escape(value || '')}"]`)?.focus();
    }

    place(conflict, chosen) {
        const place = this.model.cloneNode(true);
        const part = name => place.querySelector(`[data-${name}]`);
        const said = side => conflict.shown[side];
        part('field').textContent = this.labelOf(conflict.field);
        part('whose').textContent = this.whose();
        part('base').textContent = said('base') || this.words.nothing;
        const [theirs, mine] = compareWords(said('theirs'), said('mine'));
        this.fill(part('theirs'), theirs, conflict);
        this.fill(part('mine'), mine, conflict);
        const isBody = conflict.field === 'body';
        part('both').hidden = !(isBody && conflict.mine && conflict.theirs);
        part('was').hidden = !said('base');
        this.around(part('before'), part('after'), isBody ? conflict.mine : '');
        for (const radio of place.querySelectorAll('input')) {
            radio.name = `choice_${conflict.key}`;
            radio.checked = radio.value === (chosen ?? (said('mine') || !said('theirs') ? 'mine' : 'theirs'));
        }
        return place;
    }

    fill(box, runs, {field}) {
        if (!runs.length) {
            box.textContent = field === 'body' ? this.words.deleted : this.words.nothing;
            box.classList.add('is-nothing');
        }
        for (const [words, differs] of runs) {
            const said = words.trimEnd();
            const run = document.createElement(differs && said ? 'mark' : 'span');
            run.textContent = said;
            box.append(run, words.slice(said.length));
        }
    }

    // The ends of the paragraphs that stand around what is mine.
    around(before, after, mine) {
        const at = mine ? `\n\n${this.whole}\n\n`.indexOf(`\n\n${mine}\n\n`) : -1;
        const end = at + (mine || '').length;
        before.textContent = at > 0 ? cut(this.whole.slice(0, at).trimEnd().split('\n\n').at(-1), true) : '';
        after.textContent = at >= 0 ? cut(this.whole.slice(end).trimStart().split('\n\n')[0], false) : '';
        before.hidden = !before.textContent;
        after.hidden = !after.textContent;
    }

    labelOf(field) {
        const label = this.form.querySelector(`label[for="id_${field}"], label[for="id_${field}_0"]`);
        const legend = this.form.querySelector(`.field-${field} legend`);
        const heading = document.getElementById(`${field}-heading`);
        return (label || legend || heading)?.textContent.trim().replace(/:$/, '') || field;
    }

    whose() {
        const by = this.editor.people?.savedBy;
        if (!by) {
            return this.words.theirs;
        }
        return by.you ? this.words.yours : this.words.theirsBy.replace('{name}', () => by.name);
    }
}

function cut(text, fromEnd) {
    if (text.length <= AROUND) {
        return text;
    }
    return fromEnd ? `…${text.slice(-AROUND)}` : `${text.slice(0, AROUND)}…`;
}

function numbered(words, number) {
    return number === 1 ? words.one : words.several.replace('{number}', number);
}

export function startConflicts(editor) {
    if (document.querySelector('[data-conflicts]') && document.querySelector('[data-conflicts-again]') && editor.saving) {
        editor.conflicts = new Conflicts(editor);
    }
}
