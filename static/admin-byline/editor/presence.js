// Who else has the post open, and what becomes of it elsewhere; others' words are fetched as they come.
import {csrfToken} from './server.js';

// In seconds. A page in the background is taken to be there for a good minute.
const EVERY = 5;
const EVERY_BEHIND = 20;
const AGAIN = 10;
const MOST_NAMES = 3;
// In milliseconds: a page that is being closed goes to the background first.
const CLOSING = 500;

class People {
    constructor(editor, line) {
        Object.assign(this, {editor, form: editor.form, saving: editor.saving, line, words: line.dataset});
        // The same for as long as the page is open, whoever's text saving goes on with.
        this.tab = this.saving.tab;
        this.version = Number(line.dataset.version);
        this.state = line.dataset.state;
        this.failure = line.dataset.failure;
        this.news = document.querySelector('[data-news]');
        this.news.querySelector('[data-news-close]').addEventListener('click', () => this.close());
        this.form.addEventListener('editor:begun', () => this.beat());
        document.addEventListener('visibilitychange', () => this.beatSoon());
        // Also before the browser puts the page aside whole, from where it may come back.
        window.addEventListener('pagehide', () => this.leave());
        window.addEventListener('pageshow', event => event.persisted && this.comeBack());
        this.beat();
    }

    get url() {
        return this.words.url.replace('/0/', `/${this.saving.post}/`);
    }

    async beat() {
        clearTimeout(this.timer);
        this.isDue = this.isAsking;
        if (!this.saving.post || this.isAsking || this.hasLeft) {
            return;
        }
        this.isAsking = true;
        const answer = await this.ask();
        this.isAsking = false;
        if (this.hasLeft) {
            return;
        }
        if (answer) {
            this.show(answer.others);
            this.tell(answer);
        } else {
            this.show([]);
        }
        const pause = document.hidden ? EVERY_BEHIND : answer ? EVERY : AGAIN;
        this.timer = setTimeout(() => this.beat(), this.isDue ? 0 : pause * 1000);
    }

    beatSoon() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.beat(), CLOSING);
    }

    comeBack() {
        this.hasLeft = false;
        this.beat();
    }

    // Null where nothing can be said: no connection, signed out, no longer allowed. Saving says so.
    async ask() {
        const said = {tab: this.tab, version: this.version, behind: document.hidden};
        this.asking = new AbortController();
        try {
            const answer = await this.post(said, {signal: this.asking.signal});
            return answer.ok ? await answer.json() : null;
        } catch {
            return null;
        }
    }

    post(said, options = {}) {
        return fetch(this.url, {
            method: 'POST',
            headers: {'Content-Type': 'application/json', 'Accept': 'application/json', 'X-CSRFToken': csrfToken(this.form)},
            body: JSON.stringify(said),
            ...options,
        });
    }

    leave() {
        clearTimeout(this.timer);
        this.hasLeft = true;
        this.asking?.abort();
        if (this.saving.post) {
            this.post({tab: this.tab, leave: true}, {keepalive: true}).catch(() => {});
        }
    }

    show(others) {
        const names = [...new Set(others.filter(other => !other.you).map(other => other.name))];
        const isElsewhere = others.some(other => other.you);
        let said = '';
        if (names.length) {
            const more = names.length - MOST_NAMES;
            const parts = more > 0 ? [...names.slice(0, MOST_NAMES), this.words.more.replace('{number}', more)] : names;
            if (isElsewhere) {
                parts.push(this.words.you);
            }
            said = (parts.length > 1 ? this.words.several : this.words.one).replace('{names}', () => listed(parts));
        } else if (isElsewhere) {
            said = this.words.onlyYou;
        }
        if (said !== this.said) {
            this.line.textContent = this.said = said;
        }
    }

    tell(answer) {
        this.savedBy = answer.saved_by;
        // While a choice waits, what is here stays behind: then only what is newer still is asked for.
        const isWaiting = this.editor.conflicts?.isWaiting && answer.sequence === this.sequence;
        this.sequence = answer.sequence;
        if (answer.sequence > this.saving.sequence && !isWaiting) {
            this.saving.catchUp();
        }
        if (answer.version !== this.version || answer.state !== this.state) {
            this.saving.emit('changed-elsewhere', {});
        }
        const said = this.newsOf(answer);
        const from = this.version;
        Object.assign(this, {version: answer.version, state: answer.state, failure: answer.failure});
        if (said) {
            this.say(said, answer.version > from ? `?from=${from}&to=${answer.version}` : '');
        }
    }

    newsOf({version, saved, state, failure}) {
        if (state === 'trashed') {
            return this.state === 'trashed' ? '' : this.words.trashed;
        }
        if (failure && failure !== this.failure) {
            return this.words.failed.replace('{why}', () => failure);
        }
        if (version <= this.version || !saved || saved.you) {
            return this.state === 'trashed' ? this.words.back : '';
        }
        return this.words[verbFor(this.state, state)].replace('{name}', () => saved.by || this.words.somebody);
    }

    // Stays until it is closed: it may come while nobody looks.
    say(words, between) {
        const link = this.news.querySelector('[data-news-link]');
        link.hidden = !between;
        link.href = this.words.compareUrl.replace('/0/', `/${this.saving.post}/`) + between;
        this.news.querySelector('[data-news-said]').textContent = words;
        this.news.querySelector('[data-news-box]').hidden = false;
    }

    close() {
        this.news.querySelector('[data-news-box]').hidden = true;
        this.form.querySelector('textarea').focus();
    }
}

function verbFor(before, now) {
    if (now === 'draft') {
        return before === 'draft' ? 'saved' : 'unpublished';
    }
    return before === 'draft' ? (now === 'scheduled' ? 'scheduled' : 'published') : 'updated';
}

function listed(names) {
    return new Intl.ListFormat(document.documentElement.lang || 'en').format(names);
}

export function startPresence(editor) {
    const line = document.querySelector('[data-people]');
    if (line && editor.saving) {
        editor.people = new People(editor, line);
    }
}
