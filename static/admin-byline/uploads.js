// Pictures dropped on, pasted into or chosen for the text: uploaded one by one, each with a placeholder meanwhile.
'use strict';
{
    let count = 0;

    class Uploads {
        constructor(editor) {
            this.text = editor.querySelector('textarea');
            this.words = editor.dataset;
            this.status = editor.querySelector('[data-editor-status]');
            this.offers = editor.querySelector('[data-offers]');
            this.url = this.text.dataset.uploadUrl;
            this.token = this.text.form.elements.csrfmiddlewaretoken.value;
            this.queue = Promise.resolve();
            this.listen(editor);
        }

        listen(editor) {
            const button = editor.querySelector('[data-choose-pictures]');
            const chooser = editor.querySelector('[data-picture-files]');
            button.hidden = false;
            button.addEventListener('click', () => chooser.click());
            chooser.addEventListener('change', () => {
                this.take(chooser.files);
                chooser.value = '';
            });
            this.text.addEventListener('paste', event => this.offer(event, event.clipboardData));
            this.text.addEventListener('drop', event => this.offer(event, event.dataTransfer));
            this.text.addEventListener('dragover', event => {
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
            const {selectionStart: start, selectionEnd: end, value} = this.text;
            const before = start && value[start - 1] !== '\n' ? '\n\n' : '';
            this.text.setRangeText(`${before}${words}\n`, start, end, 'end');
            this.changed();
        }

        async upload(file, placeholder) {
            const body = new FormData();
            body.append('picture', file);
            try {
                const answer = await fetch(this.url, {method: 'POST', body, headers: {'X-CSRFToken': this.token}});
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
                this.text.setRangeText(`image:${other.id}`, index, index + words.length, 'preserve');
            }
            this.changed();
            // Saved with a post already, it stays in the library; the text names the other one all the same.
            await fetch(image.take_back, {method: 'POST', headers: {'X-CSRFToken': this.token}}).catch(() => null);
        }

        guess(answer) {
            return answer.redirected ? this.words.signedOut : this.words.error.replace('{status}', answer.status);
        }

        // The caret stays where the author has moved it meanwhile.
        replace(placeholder, words) {
            const at = this.text.value.indexOf(placeholder);
            if (at >= 0) {
                this.text.setRangeText(words, at, at + placeholder.length, 'preserve');
                this.changed();
            }
        }

        changed() {
            this.text.dispatchEvent(new CustomEvent('editor:changed', {bubbles: true}));
        }

        say(words, isError = true) {
            this.status.textContent = words;
            this.status.classList.toggle('is-error', Boolean(words) && isError);
        }
    }

    document.addEventListener('DOMContentLoaded', () => {
        for (const editor of document.querySelectorAll('[data-editor]')) {
            if (editor.querySelector('textarea').dataset.uploadUrl) {
                new Uploads(editor);
            }
        }
    });
}
