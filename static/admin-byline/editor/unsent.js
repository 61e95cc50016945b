// Texts that this browser has and the server never got: on the desk, and where a new post is begun. They go to the
// server now, with a word about it; what cannot is listed, with what can be done.
import {Journal} from './journal.js';
import {deliver} from './recovery.js';

const SHOWN = 80;

function titleOf({fields: {title, body}}, nameless) {
    const words = (title || body || '').trim();
    return words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words || nameless;
}

class Unsent {
    constructor(box) {
        const {user, change, add, beginUrl, autosaveUrl, tokenUrl, nameless} = box.dataset;
        Object.assign(this, {box, change, add, nameless, user: Number(user)});
        this.urls = {begin: beginUrl, autosave: autosaveUrl, token: tokenUrl};
        this.form = document.querySelector('input[name=csrfmiddlewaretoken]').form;
        this.journal = new Journal(this.user);
    }

    async start() {
        for (const entry of await this.journal.left()) {
            try {
                const answer = await deliver(this, entry);
                if (!answer.wasThere) {
                    this.show('delivered', this.rowOf(entry, answer.url));
                }
            } catch (refusal) {
                this.show('left', this.rowOf(entry, this.addressOf(entry, refusal)));
            }
        }
    }

    // Where it can be gone on with. A post that is gone cannot be; its text can become a new one.
    addressOf({post, tab}, {answer}) {
        const isGone = post === null || answer?.status === 404;
        return isGone ? `${this.add}#${tab}` : this.change.replace('/0/', `/${post}/`);
    }

    show(name, row) {
        const part = this.box.querySelector(`[data-${name}]`);
        part.querySelector('ul').append(row);
        part.hidden = this.box.hidden = false;
    }

    rowOf(entry, url) {
        const row = this.box.querySelector('template').content.firstElementChild.cloneNode(true);
        const part = name => row.querySelector(`[data-${name}]`);
        const when = new Date(entry.time);
        const language = document.documentElement.lang || 'en';
        part('title').textContent = titleOf(entry, this.nameless);
        part('time').dateTime = when.toISOString();
        part('time').textContent = when.toLocaleString(language, {dateStyle: 'medium', timeStyle: 'short'});
        part('go-on').href = url;
        if (url.startsWith(`${location.pathname}#`)) {
            // The page's own address, but for the text that is meant.
            part('go-on').addEventListener('click', () => setTimeout(() => location.reload()));
        }
        part('drop').addEventListener('click', async () => {
            await this.journal.drop(entry.tab);
            row.classList.add('is-dropped');
            part('back').focus();
        });
        part('back').addEventListener('click', async () => {
            await this.journal.keep(entry);
            row.classList.remove('is-dropped');
            part('drop').focus();
        });
        return row;
    }
}

// On the page of a new post: the text that the address names is gone on with there.
async function takeUp({form, saving}) {
    const meant = location.hash.slice(1);
    const left = meant ? await saving.journal.left() : [];
    const entry = left.find(each => each.tab === meant);
    if (entry && saving.takeUp(entry)) {
        history.replaceState(history.state, '', location.pathname + location.search);
        form.elements.body.focus();
    }
    return Boolean(entry);
}

export async function startUnsent(editor = {}) {
    const box = document.querySelector('[data-unsent]');
    if (box && !(editor.saving && await takeUp(editor))) {
        await new Unsent(box).start();
    }
}
