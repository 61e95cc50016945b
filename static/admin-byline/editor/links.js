// Links by search: to a post by its number, which outlives its address, or to an address that was typed or pasted.
import {Finder, ask} from './dialog.js';
import {bracketed, destination} from './written.js';

const ADDRESS = /^(?:https?:\/\/|mailto:|tel:|\/|#|www\.)\S+$/i;
const LONGEST_WORDS = 100;

class Links {
    constructor({form, text}, dialog) {
        this.text = text;
        this.words = dialog.dataset;
        this.finder = new Finder(dialog, {
            find: (words, after, signal) => this.find(words, signal),
            fill: (option, item) => this.fill(option, item),
            take: ([item]) => this.link(item),
        });
        form.addEventListener('editor:command', event => {
            if (event.detail.name === 'post-link') {
                this.open();
            }
        });
        text.area.addEventListener('input', event => this.typed(event));
    }

    // `[[` within a line; at its beginning it may become the table of contents.
    typed({data, inputType}) {
        if (data !== '[' || inputType !== 'insertText') {
            return;
        }
        const {start, value} = this.text;
        if (/[^\n[]\[\[$/.test(value.slice(Math.max(0, start - 3), start))) {
            this.open(start - 2);
        }
    }

    open(from = this.text.start) {
        this.place = [from, this.text.end];
        const chosen = this.text.selected.replace(/\s+/g, ' ').trim();
        this.finder.open({words: chosen.length > LONGEST_WORDS ? '' : chosen});
    }

    async find(words, signal) {
        if (!ADDRESS.test(words)) {
            return {items: await this.posts(words, signal), after: null};
        }
        // An address needs no server, unless it is one of this site, which may be that of a post.
        const isOwn = [this.words.site, location.origin, '/'].some(site => words.startsWith(site));
        const posts = isOwn ? await this.posts(words.replace(location.origin, ''), signal).catch(() => []) : [];
        const items = posts.length ? posts : [{id: words, address: words.replace(/^www\./i, 'https://$&')}];
        return {items, after: null};
    }

    async posts(words, signal) {
        return (await ask(this.words.url, {q: words}, this.finder.saidPart.dataset, signal)).posts;
    }

    fill(option, {title, address, state, kind, url}) {
        const [name, about] = ['b', 'span'].map(tag => document.createElement(tag));
        name.textContent = title || address;
        about.textContent = address ? this.words.address : this.about(state, kind, url);
        option.append(name, ' ', about);
    }

    about(state, kind, url) {
        const isOut = state === 'published' && url;
        const said = isOut ? decodeURI(url) : this.words[state] || this.words.hidden;
        return kind === 'page' ? `${this.words.page} · ${said}` : said;
    }

    link({title, link, address}) {
        const [start, end] = this.place;
        this.text.select(start, end);
        const isTyped = this.text.selected === '[[';
        const chosen = isTyped ? '' : this.text.selected.trim();
        const words = chosen || bracketed(title || address.replace(/^[a-z]+:(?:\/\/)?/i, ''));
        this.text.type(`[${words}](${destination(link || address)})`);
        if (address && !chosen) {
            // To be typed over: an address is seldom what readers should read.
            this.text.select(start + 1, start + 1 + words.length);
        }
    }
}

export function startLinks(editor) {
    const dialog = document.querySelector('#link-picker');
    if (dialog) {
        new Links(editor, dialog);
    }
}
