// The line that says where what was typed is, always in sight; and what stands against publishing, beside its field.
const MINUTE = 60;
const HOUR = 60 * MINUTE;
// Milliseconds in which a sentence can be read, though the author types on.
const READ = 5_000;
// Said aloud when they begin, and when they are over; not each time that something was saved.
const TROUBLE = ['offline', 'signed-out', 'conflict', 'refused'];

class Status {
    constructor({form, saving}, line) {
        Object.assign(this, {form, saving, line, words: line.dataset});
        [this.shown, this.spoken, this.again] = ['words', 'spoken', 'again'].map(name => line.querySelector(`[data-${name}]`));
        const language = document.documentElement.lang || 'en';
        this.ago = new Intl.RelativeTimeFormat(language, {style: 'short'});
        this.clock = new Intl.DateTimeFormat(language, {timeStyle: 'short', timeZone: this.words.zone});
        this.savedAt = this.words.savedAt ? new Date(this.words.savedAt) : null;
        this.listen();
        this.turn(this.saving.state);
        setInterval(() => this.show(), 1000);
        line.hidden = false;
    }

    listen() {
        this.form.addEventListener('editor:state', ({detail: {state}}) => this.turn(state));
        this.form.addEventListener('editor:saved', ({detail}) => {
            // By this machine's clock, which need not be the server's.
            this.savedAt = new Date();
            this.note(detail.errors || {});
        });
        this.form.addEventListener('editor:merged', ({detail: {others}}) => {
            this.tell(others ? this.words.merged.replace('{who}', () => others) : this.words.mergedOwn);
        });
        for (const type of ['input', 'focusout']) {
            this.form.addEventListener(type, ({target}) => target.closest('.moment') && this.noteHalfTyped(type));
        }
        this.form.addEventListener('editor:half-typed', ({detail: {name}}) => {
            this.noteHalfTyped();
            this.speak(this.words.halfTyped);
            this.saving.fields.momentInputs(name).find(({validity}) => validity.badInput).focus();
        });
        this.form.addEventListener('editor:recovered', () => this.tell(this.words.recovered));
        this.form.addEventListener('editor:stayed', () => this.speak(`${this.words.stayed} ${this.sentence()}`));
        this.form.addEventListener('input', () => {
            if (Date.now() - this.toldAt > READ) {
                this.news = '';
            }
        });
        this.again.addEventListener('click', () => this.saving.run());
    }

    turn(state) {
        const wasTrouble = TROUBLE.includes(this.state);
        const isTrouble = TROUBLE.includes(state);
        // While a request is under way, what was wrong is not over yet.
        if (state === 'saving' && wasTrouble) {
            return;
        }
        this.state = state;
        this.line.dataset.state = state;
        this.again.hidden = !['offline', 'refused'].includes(state);
        if (isTrouble) {
            this.news = '';
            this.note(this.saving.refusal?.answer.errors || {});
        }
        this.show();
        if (isTrouble || wasTrouble) {
            this.speak(this.sentence());
        }
    }

    // Until the author has had time to read it, and types on.
    tell(words) {
        this.news = words;
        this.toldAt = Date.now();
        this.show();
        this.speak(words);
    }

    speak(words) {
        this.spoken.textContent = words;
    }

    show() {
        const words = this.sentence();
        if (this.shown.textContent !== words) {
            this.shown.textContent = words;
        }
    }

    sentence() {
        const {words, saving: {refusal, journal}} = this;
        const kept = journal.isKeeping ? words.kept : words.notKept;
        switch (this.state) {
        case 'saving':
        case 'typing':
            return words.saving;
        case 'offline':
            return `${words.offline} ${kept}`;
        case 'signed-out': {
            const {name} = refusal?.answer || {};
            return `${refusal?.kind === 'another' ? words.another.replace('{who}', () => name || '?') : words.signedOut} ${kept}`;
        }
        case 'conflict':
            return words.conflict;
        case 'refused':
            return `${refusal?.message || words.refused.replace('{status}', refusal?.answer.status)} ${kept}`;
        default:
            return this.news || this.saved();
        }
    }

    saved() {
        if (!this.savedAt) {
            return this.words.nothing;
        }
        const seconds = Math.max(0, Math.round((Date.now() - this.savedAt) / 1000));
        if (seconds >= HOUR) {
            return this.words.savedAtTime.replace('{time}', this.clock.format(this.savedAt));
        }
        const [number, unit] = seconds < MINUTE ? [seconds, 'second'] : [Math.floor(seconds / MINUTE), 'minute'];
        return this.words.saved.replace('{ago}', this.ago.format(-number, unit));
    }

    // Not while it is being typed; but once it is whole, no longer.
    noteHalfTyped(type) {
        if (type !== 'input' || !this.saving.fields.halfTyped.length) {
            this.note(this.errors);
        }
    }

    note(errors = {}) {
        this.errors = errors;
        for (const [name, input] of this.saving.fields.names.map(each => [each, this.saving.fields.input(each)])) {
            const row = input.closest('.form-row') || input.parentElement;
            const id = `saving-note-${name}`;
            const note = document.getElementById(id) || Object.assign(document.createElement('p'), {id, className: 'saving-note'});
            const said = this.saving.fields.isHalfTyped(name) ? [this.words.halfTyped] : errors[name] || [];
            const words = said.filter(each => !row.querySelector('.errorlist')?.textContent.includes(each)).join(' ');
            if (!words) {
                note.remove();
                describe(input, id, false);
            } else if (note.textContent !== words || !note.isConnected) {
                note.textContent = words;
                row.append(note);
                describe(input, id, true);
            }
        }
    }
}

function describe(input, id, isDescribed) {
    const others = (input.getAttribute('aria-describedby') || '').split(' ').filter(each => each && each !== id);
    const all = isDescribed ? [...others, id] : others;
    if (all.length) {
        input.setAttribute('aria-describedby', all.join(' '));
    } else {
        input.removeAttribute('aria-describedby');
    }
}

export function startStatus(editor) {
    if (editor.saving) {
        new Status(editor, editor.form.querySelector('[data-saving-line]'));
    }
}
