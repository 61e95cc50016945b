// Pictures dropped on, pasted into or chosen for the text: a placeholder each, in order, until they are there.
import {Arrivals} from './arrivals.js';
import {Descriptions} from './descriptions.js';
import {refuseFiles, startIntake} from './intake.js';
import {showStray, straysIn} from './strays.js';
import {Upload} from './upload.js';
import {asParagraph} from './written.js';

// More would only share the line, and keep threads of the server busy.
const PARALLEL = 2;

class Uploads {
    constructor(editor) {
        Object.assign(this, {text: editor.text, area: editor.text.area, form: editor.form});
        this.arrivals = editor.arrivals;
        this.descriptions = editor.descriptions;
        this.words = this.arrivals.words;
        this.all = [];
        this.running = 0;
        this.calm = Promise.resolve();
        this.waitForCalm();
        this.retryBySelf();
        this.askForStrays();
        startIntake(editor, files => this.take(files));
    }

    // The text is left alone while a word is composed, as Japanese is written.
    waitForCalm() {
        this.area.addEventListener('compositionstart', () => {
            this.calm = new Promise(resolve => {
                this.area.addEventListener('compositionend', () => setTimeout(resolve), {once: true});
            });
        });
    }

    retryBySelf() {
        const again = which => this.all.filter(upload => upload.state === 'kept' && which(upload)).forEach(upload => this.again(upload));
        window.addEventListener('online', () => again(() => true));
        // The text was saved, or signing in says so itself: the server takes pictures again.
        this.form.addEventListener('editor:saved', () => again(({isSignedOut}) => isSignedOut));
        new BroadcastChannel('byline-signed-in').addEventListener('message', () => again(({isSignedOut}) => isSignedOut));
        document.addEventListener('submit', event => this.hold(event), {capture: true});
        window.addEventListener('beforeunload', event => {
            if (this.all.some(upload => upload.isOpen)) {
                event.preventDefault();
            }
        });
    }

    // Nothing is published with placeholders: the form is sent when the pictures that can arrive have done so.
    hold(event) {
        const {submitter, target} = event;
        if (target !== this.form || submitter?.formTarget === '_blank' || !this.isUnderway) {
            return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        this.held = submitter;
        this.arrivals.tell(this.words.held);
    }

    letGo() {
        if (this.held !== undefined && !this.isUnderway) {
            this.arrivals.tell('');
            const {held} = this;
            this.held = undefined;
            this.form.requestSubmit(held);
        }
    }

    get isUnderway() {
        return this.all.some(({state}) => ['waiting', 'running'].includes(state));
    }

    // What was on its way when the page was closed, here or elsewhere.
    askForStrays() {
        for (const stray of straysIn(this.text.value, this.words.placeholder)) {
            const batch = {gap: '', tail: '\n', left: 1};
            const again = (file, row) => {
                const upload = this.begin(file, stray.placeholder);
                Object.assign(upload, {batch});
                this.all.push(upload);
                this.arrivals.exchange(row, upload.row);
                this.work();
            };
            showStray(this.arrivals, stray, again, () => this.takeOut({...stray, batch}));
        }
    }

    take(files) {
        const uploads = [...files].map(file => this.begin(file));
        if (!uploads.length) {
            return;
        }
        const {gap, tail, whole} = asParagraph(this.text, uploads.map(({placeholder}) => placeholder).join('\n'));
        const batch = {gap, tail, left: uploads.length};
        for (const upload of uploads) {
            upload.batch = batch;
        }
        this.text.type(whole);
        this.all.push(...uploads);
        this.arrivals.add(...uploads.map(({row}) => row));
        this.work();
    }

    begin(file, placeholder = this.placeholderFor(file)) {
        const upload = new Upload(this.arrivals, file, (...ended) => this.ended(...ended));
        upload.onRetry = () => this.again(upload);
        upload.placeholder = placeholder;
        return upload;
    }

    // Unlike any other, those of people who write in the same text included.
    placeholderFor(file) {
        const name = file.name.replace(/[[\]\\\n]/g, ' ');
        const number = 1000 + Math.floor(Math.random() * 9000);
        const placeholder = `![${this.words.placeholder.replace('{number}', number).replace('{name}', () => name)}]()`;
        const isTaken = this.text.value.includes(placeholder) || this.all.some(other => other.placeholder === placeholder);
        return isTaken ? this.placeholderFor(file) : placeholder;
    }

    work() {
        for (const upload of this.all.filter(({state}) => state === 'waiting').slice(0, PARALLEL - this.running)) {
            this.running += 1;
            upload.start().finally(() => {
                this.running -= 1;
                this.work();
                this.letGo();
            });
        }
    }

    again(upload) {
        upload.state = 'waiting';
        this.work();
    }

    async ended(upload, how, image) {
        await this.calm;
        if (how === 'stored') {
            this.stored(upload, image);
        } else {
            this.takeOut(upload);
        }
        this.arrivals.tidy();
        this.letGo();
    }

    stored(upload, image) {
        const {placeholder, file, thumbnail} = upload;
        const at = this.text.value.indexOf(placeholder);
        if (at < 0) {
            upload.note(this.words.displaced);
            upload.offerToInsert(() => this.insert(image));
            return;
        }
        this.text.exchange(at, at + placeholder.length, image.markdown);
        const note = image.is_new ? image.notice : this.words.known;
        const said = image.alt ? this.words.stored : this.words.asked;
        this.arrivals.say(note ? `${file.name}: ${note}` : said.replace('{name}', () => file.name));
        if (!image.alt) {
            this.descriptions.ask(image, {thumbnail, note, inPlaceOf: upload.row});
        } else if (note) {
            upload.note(note);
        } else {
            this.arrivals.drop(upload.row);
        }
        if (image.alike.length) {
            this.compare(image, image.alike[0]);
        }
    }

    insert(image) {
        this.text.type(asParagraph(this.text, image.markdown).whole);
        if (!image.alt) {
            this.descriptions.ask(image);
        }
    }

    // With its line; the last one of those that were dropped together takes along what was put around them.
    takeOut({placeholder, batch}) {
        const {value} = this.text;
        const start = value.indexOf(placeholder);
        batch.left -= 1;
        if (start < 0) {
            return;
        }
        const end = start + placeholder.length;
        const [before, after] = [value.slice(0, start), value.slice(end)];
        let [gap, tail] = [batch.gap, batch.tail];
        if (batch.left) {
            [gap, tail] = after.startsWith('\n![') ? ['', '\n'] : ['\n', ''];
        }
        this.text.exchange(start - (before.endsWith(gap) ? gap.length : 0), end + (after.startsWith(tail) ? tail.length : 0), '');
    }

    // Much like one that was there: the author says which of them the text is to name.
    compare(image, other) {
        const offer = this.arrivals.make('offer');
        const link = offer.querySelector('[data-link]');
        link.href = other.page;
        link.textContent = other.name;
        offer.querySelector('[data-thumbnail]').src = other.thumbnail;
        const close = () => {
            this.arrivals.drop(offer);
        };
        offer.querySelector('[data-keep]').addEventListener('click', close);
        offer.querySelector('[data-use]').addEventListener('click', () => {
            close();
            this.exchange(image, other);
        });
        this.arrivals.part('offers').append(offer);
        this.arrivals.tidy();
    }

    async exchange(image, other) {
        const found = [...this.text.value.matchAll(new RegExp(`image:${image.id}(?!\\d)`, 'g'))];
        for (const {0: words, index} of found.reverse()) {
            this.text.exchange(index, index + words.length, `image:${other.id}`);
        }
        this.descriptions.forget(image.id);
        // Saved with a post already, it stays in the library; the text names the other one all the same.
        await this.arrivals.post(image.take_back, {}).catch(() => null);
    }
}

export function startUploads(editor) {
    editor.arrivals = new Arrivals(editor);
    editor.descriptions = new Descriptions(editor);
    if (editor.text.area.dataset.uploadUrl) {
        new Uploads(editor);
    } else {
        refuseFiles(editor);
    }
}
