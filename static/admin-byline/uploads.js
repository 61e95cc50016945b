// Pictures dropped on, pasted into or chosen for the text: uploaded one by one, each with a placeholder meanwhile.
'use strict';
{
    let count = 0;

    class Uploads {
        constructor(editor) {
            this.text = editor.querySelector('textarea');
            this.status = editor.querySelector('[data-editor-status]');
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
                const placeholder = `![Uploading ${file.name.replace(/[[\]\\]/g, ' ')} (${count})…]()`;
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
                this.say(said.error ? `${file.name}: ${said.error}` : '');
            } catch {
                this.replace(placeholder, '');
                this.say(`${file.name} could not be sent. Is there a connection?`);
            }
        }

        guess(answer) {
            return answer.redirected ? 'You are signed out; sign in again in another tab.' : `Error ${answer.status}.`;
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

        say(words) {
            this.status.textContent = words;
            this.status.classList.toggle('is-error', Boolean(words));
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
