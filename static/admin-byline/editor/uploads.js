// Pictures dropped on, pasted into or chosen for the text: uploaded one by one, each with a placeholder meanwhile.
import {csrfToken} from './server.js';

let count = 0;

class Uploads {
    constructor({box, text, form}) {
        this.text = text;
        this.area = text.area;
        this.words = box.dataset;
        this.status = box.querySelector('[data-editor-status]');
        this.offers = box.querySelector('[data-offers]');
        this.url = this.area.dataset.uploadUrl;
        this.form = form;
        this.queue = Promise.resolve();
        this.listen(box);
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
        this.area.addEventListener('paste', event => this.offer(event, event.clipboardData));
        this.area.addEventListener('drop', event => this.offer(event, event.dataTransfer));
        this.area.addEventListener('dragover', event => {
            if (event.dataTransfer.types.includes('Files')) {
                event.preventDefault();
            }
        });
    }

    // A copied piece of text can carry a picture of itself; then the text is meant.
    offer(event, data) {
        if (data.files.length && !data.types.includes('text/plain')) {
            event.preventDefault();
            this.take(data.files);
        }
    }

    take(files) {
        for (const file of files) {
            count += 1;
            const said = this.words.uploading.replace('{number}', count).replace('{name}', () => file.name.replace(/[[\]\\]/g, ' '));
            const placeholder = `![${said}]()`;
            this.insert(placeholder);
            this.queue = this.queue.then(() => this.upload(file, placeholder));
        }
    }

    insert(words) {
        const {start, value} = this.text;
        const before = start && value[start - 1] !== '\n' ? '\n\n' : '';
        this.text.type(`${before}${words}\n`);
    }

    async upload(file, placeholder) {
        const body = new FormData();
        body.append('picture', file);
        try {
            const answer = await fetch(this.url, {method: 'POST', body, headers: {'X-CSRFToken': csrfToken(this.form)}});
            const type = answer.headers.get('Content-Type') || '';
            const said = type.includes('json') ? await answer.json() : {error: this.guess(answer)};
            this.replace(placeholder, said.markdown || '');
            this.report(file.name, said);
        } catch {
            this.replace(placeholder, '');
            this.say(this.words.notSent.replace('{name}', () => file.name));
        }
    }

    report(name, said) {
        const told = said.is_new === false ? this.words.known : said.notice;
        this.say(said.error || told ? `${name}: ${said.error || told}` : '', Boolean(said.error));
        if (said.alike && said.alike.length) {
            this.compare(said, said.alike[0]);
        }
    }

    // Much like one that was there: the author says which of them the text is to name.
    compare(image, other) {
        const offer = this.offers.querySelector('template').content.firstElementChild.cloneNode(true);
        const link = offer.querySelector('[data-link]');
        link.href = other.page;
        link.textContent = other.name;
        offer.querySelector('[data-thumbnail]').src = other.thumbnail;
        offer.querySelector('[data-keep]').addEventListener('click', () => offer.remove());
        offer.querySelector('[data-use]').addEventListener('click', () => {
            offer.remove();
            this.exchange(image, other);
        });
        this.offers.append(offer);
    }

    async exchange(image, other) {
        const found = [...this.text.value.matchAll(new RegExp(`image:${image.id}(?!\\d)`, 'g'))];
        for (const {0: words, index} of found.reverse()) {
            this.text.exchange(index, index + words.length, `image:${other.id}`);
        }
        // Saved with a post already, it stays in the library; the text names the other one all the same.
        await fetch(image.take_back, {method: 'POST', headers: {'X-CSRFToken': csrfToken(this.form)}}).catch(() => null);
    }

    guess(answer) {
        return answer.redirected ? this.words.signedOut : this.words.error.replace('{status}', answer.status);
    }

    // The caret stays where the author has moved it meanwhile.
    replace(placeholder, words) {
        const at = this.text.value.indexOf(placeholder);
        if (at >= 0) {
            this.text.exchange(at, at + placeholder.length, words);
        }
    }

    say(words, isError = true) {
        this.status.textContent = words;
        this.status.classList.toggle('is-error', Boolean(words) && isError);
    }
}

export function startUploads(editor) {
    if (editor.text.area.dataset.uploadUrl) {
        new Uploads(editor);
    }
}
