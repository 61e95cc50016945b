// One tab's autosaves, one after the other, as the door of the server has it: numbered, repeated when an answer was lost.
import {csrfToken} from './server.js';

const PATIENCE = 20_000;
// A short text is sent with what it was written from, asked or not; a long one only when the server needs that.
const SHORT = 30_000;
// What browsers send for a page that is gone is limited, all its requests together.
const MOST_AT_THE_END = 60_000;

// `kind`: offline, signed-out, another (person is signed in), conflict, refused.
export class Refusal extends Error {
    constructor(kind, said = '', answer = {}) {
        super(said);
        this.kind = kind;
        this.answer = answer;
    }
}

export function newTab() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

async function ask(url, options) {
    let answer;
    try {
        answer = await fetch(url, {signal: AbortSignal.timeout(PATIENCE), ...options});
    } catch {
        throw new Refusal('offline');
    }
    const said = await answer.json().catch(() => null);
    const {status} = answer;
    // Of a proxy: that the server is away, or asked too often; or that what was sent is too large.
    if (status >= 500 || status === 429 || (said === null && status < 400)) {
        throw new Refusal('offline');
    }
    return {status, said: said || {error: 'unknown', message: ''}};
}

export class Exchange {
    // `urls`: begin, autosave (with 0 for the post's key), token. `state`: of the tab, as in an entry of the journal.
    constructor({form, urls, user, state}) {
        Object.assign(this, {form, urls, user, ...state});
    }

    get state() {
        const {user, post, tab, number, version, sequence, confirmed, sending} = this;
        return {user, post, tab, number, version, sequence, confirmed, sending};
    }

    // Sends the fields and returns the answer, once the server has them. Throws Refusal. What was sent before, and got
    // no answer, is sent again first: or else nobody could say what the server has.
    async send(fields, choices = {}) {
        if (this.sending) {
            this.confirm(await this.deliver());
        }
        this.begin(fields);
        return this.deliver(choices);
    }

    begin(fields) {
        this.number += 1;
        this.sending = {number: this.number, fields, isTried: false};
    }

    // For a page that goes away and hears no answer. One that is under way may get lost with the page.
    sendAtTheEnd(fields) {
        const underWay = this.sending;
        this.begin(fields);
        this.sending.isTried = true;
        const body = this.body({});
        if (body.length < MOST_AT_THE_END) {
            fetch(this.url, {...this.options(body), keepalive: true}).catch(() => null);
        }
        this.sending = underWay || this.sending;
    }

    async deliver(choices = {}) {
        const {isTried} = this.sending;
        this.sending.isTried = true;
        let {outcome, ...answer} = await this.call(choices);
        if (outcome === 'base_needed') {
            this.needsBase = true;
            ({outcome, ...answer} = await this.call(choices));
        }
        if (outcome === 'conflict') {
            this.needsBase = true;
            this.sending = null;
            throw new Refusal('conflict', '', answer);
        }
        if (outcome === 'repeated' && !isTried) {
            // Another page goes by this name; what it sent is not what is here.
            this.tab = newTab();
            this.needsBase = true;
            this.number = this.sending.number = 1;
            ({outcome, ...answer} = await this.call(choices));
        }
        return {outcome, ...answer};
    }

    // What was sent is on the server. `isShown`: so is what the answer has beyond it in the page.
    confirm(answer, isShown = false, shown = {}) {
        const isNew = this.post === null;
        this.post = answer.post;
        this.confirmed = {...this.confirmed, ...this.sending.fields, ...(isShown ? shown : {})};
        this.sending = null;
        const isAll = answer.fields ? isShown : answer.outcome !== 'repeated';
        if (isAll || isNew) {
            this.version = answer.version;
        }
        if (isAll) {
            this.sequence = answer.sequence;
        }
        this.needsBase = !isAll;
    }

    get url() {
        return this.post === null ? this.urls.begin : this.urls.autosave.replace('/0/', `/${this.post}/`);
    }

    body(choices) {
        const {tab, version, sequence, user, sending: {number, fields}} = this;
        const isShort = (this.confirmed.body || '').length < SHORT;
        const base = this.needsBase || isShort ? {base: this.confirmed} : {};
        return JSON.stringify({tab, number, version, sequence, user, fields, choices, ...base});
    }

    options(body) {
        const headers = {'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrfToken(this.form)};
        return {method: 'POST', headers, body};
    }

    async call(choices, isAgain = false) {
        const {status, said} = await ask(this.url, this.options(this.body(choices)));
        if (said.outcome) {
            return said;
        }
        if (said.error === 'csrf' && !isAgain) {
            await this.renewToken();
            return this.call(choices, true);
        }
        const kind = {signed_out: 'signed-out', another_user: 'another'}[said.error] || 'refused';
        if (kind === 'refused') {
            this.sending = null;
        }
        throw new Refusal(kind, said.message, {status, ...said});
    }

    // After somebody has signed in, in another window.
    async renewToken() {
        const {said} = await ask(this.urls.token, {headers: {Accept: 'application/json'}});
        if (said.error) {
            throw new Refusal(said.error === 'signed_out' ? 'signed-out' : 'refused', said.message, said);
        }
        if (said.user !== this.user) {
            throw new Refusal('another', '', said);
        }
        for (const input of document.querySelectorAll('input[name=csrfmiddlewaretoken]')) {
            input.value = said.csrf;
        }
    }
}
