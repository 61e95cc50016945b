// Pictures dropped on, pasted into or chosen for the text: a placeholder each, in order, until they are there.
import {Arrivals} from './arrivals.js';
import {Descriptions} from './descriptions.js';
import {Upload} from './upload.js';
import {asParagraph} from './written.js';

// More would only share the line, and keep threads of the server busy.
const PARALLEL = 2;
let count = 0;

class Uploads {
    constructor(editor) {
        Object.assign(this, {text: editor.text, area: editor.text.area, form: editor.form});
        this.arrivals = editor.arrivals;
        this.descriptions = editor.descriptions;
        this.words = this.arrivals.words;
        this.all = [];
        this.running = 0;
        this.calm = Promise.resolve();
        this.listen(editor.box);
        this.retryBySelf();
    }

    listen(box) {
        const button = box.querySelector('[data-choose-pictures]');
        const chooser = box.querySelector('[data-picture-files]');
        button.hidden = false;
        button.addEventListener('click', () => chooser.click());
        chooser.addEventListener('change', () => {
            this.take(chooser.files);
            chooser.value = '';
        });
        this.form.addEventListener('editor:command', event => {
            if (event.detail.name === 'upload') {
                chooser.click();
            }
        });
        this.area.addEventListener('paste', event => this.offer(event, event.clipboardData));
        this.area.addEventListener('drop', event => this.offer(event, event.dataTransfer));
        this.area.addEventListener('dragover', event => {
            const brings = event.dataTransfer.types.includes('Files');
            this.area.classList.toggle('is-over', brings);
            if (brings) {
                event.preventDefault();
            }
        });
        this.area.addEventListener('dragleave', () => this.area.classList.remove('is-over'));
        // The text is left alone while a word is composed, as Japanese is written.
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
        window.addEventListener('beforeunload', event => {
            if (this.all.some(upload => upload.isOpen)) {
                event.preventDefault();
            }
        });
    }

    // A copied piece of text can carry a picture of itself; then the text is meant. An address stays an address.
    offer(event, data) {
        this.area.classList.remove('is-over');
        if (data.files.length && !data.types.includes('text/plain')) {
            event.preventDefault();
            this.goTo(event);
            this.take(data.files);
        }
    }

    // To where the pictures were dropped, where the browser says so.
    goTo({type, clientX, clientY}) {
        const place = type === 'drop' && document.caretPositionFromPoint && document.caretPositionFromPoint(clientX, clientY);
        if (place && place.offsetNode === this.area) {
            this.text.select(place.offset);
        }
    }

    take(files) {
        const uploads = [...files].map(file => this.begin(file));
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

    begin(file) {
        count += 1;
        const name = file.name.replace(/[[\]\\]/g, ' ');
        const upload = new Upload(this.arrivals, file, (...ended) => this.ended(...ended));
        upload.onRetry = () => this.again(upload);
        upload.placeholder = `![${this.words.placeholder.replace('{number}', count).replace('{name}', () => name)}]()`;
        return upload;
    }

    work() {
        for (const upload of this.all.filter(({state}) => state === 'waiting').slice(0, PARALLEL - this.running)) {
            this.running += 1;
            upload.start().finally(() => {
                this.running -= 1;
                this.work();
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
        const at = value.indexOf(placeholder);
        batch.left -= 1;
        if (at < 0) {
            return;
        }
        const [gap, tail] = batch.left ? ['', ''] : [batch.gap, batch.tail];
        const before = value.slice(0, at).endsWith(gap) ? gap.length : 0;
        const behind = ['\n' + tail, '\n', ''].find(words => value.startsWith(words, at + placeholder.length));
        this.text.exchange(at - before, at + placeholder.length + behind.length, '');
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
    }
}
