// The live preview: what was typed, rendered by the server, shown in a frame that runs no script.
import {InStep} from './in_step.js';
import {morph} from './morph.js';
import {csrfToken} from './server.js';

// Milliseconds; where the server needs longer, it is asked less often.
const SHORTEST_PAUSE = 200;
const LONGEST_PAUSE = 2_000;
const PATIENCE = 20_000;
// So long an answer that is out of date already is not worth the moment that showing it takes from who types.
const OLDEST = 5_000;
const SHOWN = ['title', 'body', 'excerpt', 'tags', 'cover', 'language', 'slug', 'kind', 'author', 'series', 'series_position', 'publish_at_0', 'publish_at_1'];

// What the preview shows of the form.
function typed(form) {
    const whole = new FormData(form);
    const shown = new FormData();
    for (const name of SHOWN) {
        whole.getAll(name).forEach(value => shown.append(name, value));
    }
    return shown;
}

// The lines that blocks come from change with every line above them: taken out, so that the same blocks are equal.
function takeLines(content) {
    return [...content.querySelectorAll('[data-lines]')].map(block => {
        const lines = block.dataset.lines.split(' ').map(Number);
        block.dataset.lines = '';
        return lines;
    });
}

class Preview {
    constructor({box, text, form}) {
        this.form = form;
        this.frame = box.querySelector('[data-preview]');
        this.said = box.querySelector('[data-preview-said]');
        this.words = box.querySelector('[data-preview-pane]').dataset;
        this.pause = SHORTEST_PAUSE;
        this.changedAt = this.shownAt = -OLDEST;
        this.frame.hidden = false;
        this.inStep = new InStep(text, this.frame);
        this.listen();
    }

    listen() {
        this.frame.addEventListener('load', () => this.begin());
        for (const type of ['input', 'change', 'editor:changed']) {
            this.form.addEventListener(type, event => this.soon(event));
        }
        // Fields that are chosen in lists tell only jQuery.
        window.django?.jQuery(this.form).on('change', () => this.soon());
        window.addEventListener('online', () => this.soon());
        // The text could be saved again, so there is a preview again too.
        this.form.addEventListener('editor:state', ({detail}) => {
            if (detail.state === 'saved' && this.said.textContent) {
                this.soon();
            }
        });
        // Nobody waits for a preview that is out of sight, as on a phone.
        new IntersectionObserver(entries => {
            this.isSeen = entries.at(-1).isIntersecting;
            this.refresh();
        }, {rootMargin: '200px'}).observe(this.frame);
    }

    soon(event) {
        if (event && event.target === this.inStep.text.area) {
            this.inStep.typed();
        }
        this.changedAt = performance.now();
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.refresh(), this.pause);
    }

    // One request at a time; what was typed meanwhile is asked for afterwards, once.
    async refresh() {
        if (!this.isSeen || this.isBusy) {
            this.isBehind = this.isBusy;
            return;
        }
        const data = typed(this.form);
        const key = [...data].flat().join('\0');
        if (key === this.key) {
            this.inStep.catchUp();
            return;
        }
        this.isBusy = true;
        const began = performance.now();
        try {
            const html = await this.fetch(data);
            this.say('');
            const now = performance.now();
            if (this.changedAt < began || now - this.shownAt > OLDEST) {
                await this.show(html);
                this.shownAt = now;
                this.key = key;
            }
        } catch (error) {
            this.say(error.message);
            this.inStep.catchUp();
        }
        this.pause = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, performance.now() - began));
        this.isBusy = false;
        if (this.isBehind) {
            this.isBehind = false;
            this.refresh();
        }
    }

    // A new post has another once it is begun.
    get url() {
        return this.form.querySelector('[data-pane-url]').dataset.paneUrl;
    }

    async fetch(body) {
        const headers = {'X-CSRFToken': csrfToken(this.form)};
        const signal = AbortSignal.timeout(PATIENCE);
        try {
            const answer = await fetch(this.url, {method: 'POST', body, headers, signal});
            if (answer.ok && !answer.redirected) {
                return await answer.text();
            }
            throw new Error(await this.reason(answer));
        } catch (error) {
            // What fetch itself throws is no sentence for people.
            throw error.constructor === Error ? error : new Error(this.words.noConnection);
        }
    }

    async reason(answer) {
        if (answer.redirected) {
            return this.words.signedOut;
        }
        return answer.status === 413 ? answer.text() : this.words.noPreview.replace('{status}', answer.status);
    }

    async show(html) {
        if (!this.content) {
            this.frame.srcdoc = html;
            await new Promise(done => this.frame.addEventListener('load', done, {once: true}));
            return;
        }
        const content = new DOMParser().parseFromString(html, 'text/html').querySelector('#content');
        this.lines = takeLines(content);
        morph(this.live, this.content, content);
        this.content = content;
        this.keepInStep();
    }

    get live() {
        return this.frame.contentDocument.querySelector('#content');
    }

    // Again, too, when the frame is put elsewhere on the page, which makes browsers load it anew.
    begin() {
        if (this.live) {
            this.key = '';
            this.lines = takeLines(this.live);
            this.content = this.live.cloneNode(true);
            this.inStep.listen();
            this.keepInStep();
            this.soon();
        }
    }

    keepInStep() {
        this.inStep.know([...this.live.querySelectorAll('[data-lines]')], this.lines);
    }

    say(words) {
        if (this.said.textContent !== words) {
            this.said.textContent = words;
        }
    }
}

export function startPreview(editor) {
    if (editor.form.querySelector('[data-pane-url]')) {
        new Preview(editor);
    }
}
