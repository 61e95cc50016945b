// What is typed goes to the journal of this browser at once, and to the server a moment later; see journal.js and
// exchange.js. Others hear of it by events on the form: editor:begun, editor:saved, editor:merged, editor:conflict,
// editor:state.
import {Exchange, Refusal, newTab} from './exchange.js';
import {Fields, isIn} from './fields.js';
import {Journal, holdTab} from './journal.js';
import {together} from './merging.js';
import {recover} from './recovery.js';
import {asNew} from './places.js';
import {guardSubmit} from './submitting.js';

// Milliseconds: to the journal; to the server after a pause; at the latest while typing goes on.
const KEEP_AFTER = 250;
const SEND_AFTER = 600;
const SEND_AT_LATEST = 1500;
const LOOK_AGAIN_AFTER = 3000;
const LONGEST_WAIT = 30_000;
const STATES = {another: 'signed-out'};

class Saving {
    constructor(editor, line) {
        const {post, user, zone, beginUrl, autosaveUrl, tokenUrl, unsaved} = line.dataset;
        this.form = editor.form;
        this.fields = new Fields(editor, zone);
        this.seen = this.fields.read(true);
        this.journal = new Journal(Number(user));
        const [version, sequence] = ['version', 'sequence'].map(name => Number(this.form.elements[name].defaultValue));
        this.exchange = new Exchange({
            form: this.form,
            urls: {begin: beginUrl, autosave: autosaveUrl, token: tokenUrl},
            user: Number(user),
            state: {
                post: Number(post) || null, tab: newTab(), number: 0, version, sequence,
                confirmed: unsaved ? {} : this.seen, sending: null,
            },
        });
        this.state = 'saved';
        this.failures = 0;
        this.nameTab();
        this.listen();
    }

    get post() { return this.exchange.post; }
    get tab() { return this.exchange.tab; }
    get version() { return this.exchange.version; }
    get sequence() { return this.exchange.sequence; }
    get isDirty() { return !isIn(this.fields.read(), this.exchange.confirmed); }

    listen() {
        // Calendars and pickers fill in fields without a word.
        for (const type of ['input', 'change', 'editor:changed', 'click', 'focusout', 'keyup']) {
            document.addEventListener(type, event => this.touch(event));
        }
        window.django?.jQuery(this.form).on('change', event => this.touch(event));
        document.addEventListener('visibilitychange', () => document.hidden && this.hurry());
        window.addEventListener('pagehide', () => this.leave());
        window.addEventListener('pageshow', event => event.persisted && this.catchUp());
        window.addEventListener('online', () => this.state === 'offline' && this.run());
    }

    touch({type}) {
        if (type === 'input' || type === 'editor:changed') {
            this.since ??= Date.now();
            this.sayTyping();
        }
        this.looking ??= setTimeout(() => this.look(), KEEP_AFTER);
    }

    look() {
        clearTimeout(this.looking);
        this.looking = null;
        const fields = this.fields.read();
        if (isIn(fields, this.seen)) {
            this.settle();
            return;
        }
        this.seen = fields;
        this.keep();
        this.plan();
    }

    entry() {
        return {...this.exchange.state, fields: this.seen, names: this.fields.labels(), time: Date.now()};
    }

    keep() {
        if (isIn(this.seen, this.exchange.confirmed)) {
            this.journal.drop(this.tab);
        } else {
            this.journal.keep(this.entry());
        }
    }

    plan() {
        this.sayTyping();
        if (this.running || this.retry || this.state === 'signed-out') {
            return;
        }
        clearTimeout(this.timer);
        this.since ??= Date.now();
        const wait = Math.min(SEND_AFTER, this.since + SEND_AT_LATEST - Date.now());
        this.timer = setTimeout(() => this.run(), Math.max(wait, 0));
    }

    // One request at a time; true if the server has what was in the form when it was sent.
    run(isAsked = false) {
        this.isAsked ||= isAsked;
        this.running ??= this.work().finally(() => {
            this.running = null;
            if (this.state === 'typing') {
                this.plan();
            }
        });
        return this.running;
    }

    async work() {
        try {
            do {
                await this.send();
            } while (this.isAsked || this.choices);
        } catch (refusal) {
            if (!(refusal instanceof Refusal)) {
                throw refusal;
            }
            this.fail(refusal);
            return false;
        }
        return true;
    }

    async send() {
        [this.looking, this.timer, this.retry].forEach(clearTimeout);
        this.looking = this.timer = this.retry = this.since = null;
        const {choices, isAsked} = this;
        this.choices = this.isAsked = null;
        const fields = this.seen = this.fields.read();
        if (isAsked || choices || this.exchange.sending || !isIn(fields, this.exchange.confirmed)) {
            this.say('saving');
            const answer = this.exchange.send(fields, choices || {});
            this.keep();
            this.takeOver(await answer, fields);
        }
        this.failures = 0;
        this.say(this.isDirty ? 'typing' : 'saved');
    }

    // The answer into the page, unless what was typed meanwhile is in the way: then the next autosave merges.
    takeOver(answer, sent) {
        const {tab, post} = this;
        const shown = this.fields.asShown(answer.fields || {});
        const fresh = answer.fields && this.fields.canWrite() && together(sent, this.fields.read(), shown);
        const changed = fresh ? this.fields.write(fresh, answer.names) : [];
        this.exchange.confirm(answer, Boolean(fresh), shown);
        this.seen = this.fields.read();
        if (answer.fields && !fresh) {
            setTimeout(() => this.catchUp(), LOOK_AGAIN_AFTER);
        }
        if (this.tab !== tab) {
            this.journal.drop(tab);
        }
        this.nameTab();
        this.keep();
        if (post === null) {
            this.begun(answer);
        }
        this.emit('saved', answer);
        if (changed.length) {
            this.emit('merged', answer);
        }
    }

    // From now on the page is that of the post which it has begun.
    begun({post, url}) {
        history.replaceState(history.state, '', url);
        this.form.action = url;
        this.emit('begun', {post});
    }

    // For the form, should it be sent.
    nameTab() {
        this.form.elements.version.value = this.version || '';
        this.form.elements.sequence.value = this.post === null ? '' : this.sequence;
        let input = this.form.elements.tab;
        if (!input) {
            input = Object.assign(document.createElement('input'), {type: 'hidden', name: 'tab'});
            this.form.append(input);
        }
        if (input.value !== this.tab) {
            input.value = this.tab;
            holdTab(this.tab);
        }
    }

    fail(refusal) {
        this.refusal = refusal;
        this.keep();
        this.say(STATES[refusal.kind] || refusal.kind);
        if (refusal.kind === 'conflict') {
            this.emit('conflict', refusal.answer);
        }
        if (refusal.kind === 'offline') {
            this.retry = setTimeout(() => this.run(), Math.min(2 ** this.failures * 1000, LONGEST_WAIT));
            this.failures += 1;
        }
    }

    // Everything typed up to now is on the server: true.
    async flush() {
        for (let round = 0; round < 5 && (this.running || this.exchange.sending || this.isDirty); round += 1) {
            if (!await this.run()) {
                return false;
            }
        }
        return !this.isDirty;
    }

    // For what others wrote, also if nothing was typed.
    catchUp() {
        return this.post === null ? this.run() : this.run(true);
    }

    // What somebody chose for the conflicts of the last answer, by their keys.
    choose(choices) {
        this.choices = choices;
        return this.run();
    }

    // Another tab's text, which never reached the server, becomes this one's. Not over what was typed here.
    adopt(entry) {
        if (this.isDirty) {
            return false;
        }
        const {tab, number, version, sequence, confirmed} = entry;
        Object.assign(this.exchange, {tab, number, version, sequence, confirmed, needsBase: true, sending: null});
        this.nameTab();
        this.fields.write(entry.fields, entry.names);
        this.look();
        return true;
    }

    // On the page of a new post: a text for a new one goes on as it was; that of a post which is gone begins a new one.
    takeUp(entry) {
        if (entry.post === null) {
            return this.adopt(entry);
        }
        if (this.isDirty) {
            return false;
        }
        this.fields.write({...entry.fields, slug: '', cross_posts: asNew(entry.fields.cross_posts)}, entry.names);
        this.look();
        this.journal.keep(this.entry()).then(() => this.journal.drop(entry.tab));
        return true;
    }

    hurry() {
        this.look();
        if (this.isDirty && this.state !== 'signed-out') {
            this.run();
        }
    }

    leave() {
        this.seen = this.fields.read();
        if (!isIn(this.seen, this.exchange.confirmed)) {
            if (this.state !== 'signed-out') {
                this.exchange.sendAtTheEnd(this.seen);
            }
            this.journal.keepNow(this.entry());
        }
    }

    sayTyping() {
        if (this.state === 'saved') {
            this.say('typing');
        }
    }

    // What was typed and taken back needs no request.
    settle() {
        if (this.state === 'typing' && !this.running && !this.timer && !this.isDirty) {
            this.since = null;
            this.say('saved');
        }
    }

    say(state) {
        if (this.state !== state || this.refusal) {
            this.refusal = ['saved', 'typing'].includes(state) ? null : this.refusal;
            this.state = state;
            this.emit('state', {state});
        }
    }

    emit(name, detail) {
        this.form.dispatchEvent(new CustomEvent(`editor:${name}`, {bubbles: true, detail}));
    }
}

export function startSaving(editor) {
    const line = editor.form.querySelector('[data-saving-line]');
    if (line) {
        editor.saving = new Saving(editor, line);
        guardSubmit(editor.saving);
        recover(editor.saving);
        if (line.dataset.unsaved) {
            editor.saving.plan();
        }
    }
}
