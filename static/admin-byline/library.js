// The picture library: filters that take effect when chosen, and uploads of many, each with its progress and its fate.
'use strict';
{
    // As many at once as fill a line; each keeps a thread of the server busy.
    const PARALLEL = 3;

    const token = () => document.querySelector('input[name=csrfmiddlewaretoken]').value;

    // One file on its way. `done` settles when it has found its end, for good or bad.
    class Upload {
        constructor(uploader, file) {
            this.uploader = uploader;
            this.file = file;
            this.share = 0;
            this.row = uploader.make('row');
            this.part('name').textContent = file.name;
            this.part('progress').setAttribute('aria-label', file.name);
            this.part('retry').addEventListener('click', () => uploader.again(this));
            this.say(uploader.words.waits);
        }

        part(name) {
            return this.row.querySelector(`[data-${name}]`);
        }

        say(words, kind = '') {
            this.row.className = `upload ${kind}`.trim();
            this.part('state').textContent = words;
        }

        start() {
            this.part('retry').hidden = true;
            this.part('progress').hidden = false;
            if (this.file.size > this.uploader.maxBytes) {
                this.fail(this.uploader.words.tooLarge);
                return Promise.resolve();
            }
            this.say(this.uploader.words.isSent);
            return new Promise(resolve => {
                const request = new XMLHttpRequest();
                request.open('POST', this.uploader.box.dataset.url);
                request.setRequestHeader('X-CSRFToken', token());
                request.setRequestHeader('Accept', 'application/json');
                request.upload.addEventListener('progress', event => this.sent(event));
                request.addEventListener('load', () => this.answered(request));
                request.addEventListener('error', () => this.fail(this.uploader.words.notSent));
                request.addEventListener('loadend', resolve);
                const body = new FormData();
                body.append('user', this.uploader.words.user);
                body.append('picture', this.file);
                request.send(body);
            });
        }

        sent(event) {
            this.share = event.lengthComputable ? event.loaded / event.total : 0;
            this.part('progress').value = this.share;
            if (this.share === 1) {
                this.say(this.uploader.words.isLookedAt);
            }
            this.uploader.tell();
        }

        answered(request) {
            const said = this.read(request);
            if (said.error) {
                this.fail(said.message);
                return;
            }
            this.part('progress').hidden = true;
            this.ended = 'stored';
            this.image = said;
            this.part('name').replaceChildren(this.uploader.link(said, this.file.name));
            if (!said.is_new) {
                this.ended = 'known';
                this.say(this.uploader.words.known, 'is-known');
            } else if (said.alike.length) {
                this.say(this.uploader.words.stored, 'is-stored');
                this.offer(said.alike[0]);
            } else {
                this.say(said.notice || this.uploader.words.stored, 'is-stored');
            }
        }

        read(request) {
            const type = request.getResponseHeader('Content-Type') || '';
            const {words} = this.uploader;
            if (type.includes('json')) {
                const said = JSON.parse(request.responseText);
                return said.error === 'signed_out' ? {...said, message: words.signedOut} : said;
            }
            if (request.status === 413) {
                return {error: 'too_large', message: words.tooLarge};
            }
            return {error: 'unknown', message: words.error.replace('{status}', request.status)};
        }

        fail(why) {
            this.ended = 'failed';
            this.share = 1;
            this.say(why, 'is-failed');
            this.part('progress').hidden = true;
            this.part('retry').hidden = false;
        }

        // Much like one that was there: the author says whether both are wanted.
        offer(other) {
            const offer = this.uploader.make('offer');
            offer.querySelector('[data-thumbnail]').src = other.thumbnail;
            offer.querySelector('[data-link]').replaceWith(this.uploader.link(other, other.name));
            offer.querySelector('[data-keep]').addEventListener('click', () => offer.remove());
            offer.querySelector('[data-use]').addEventListener('click', () => this.takeBack(offer, other));
            this.row.append(offer);
        }

        async takeBack(offer, other) {
            const answer = await fetch(this.image.take_back, {
                method: 'POST',
                headers: {'X-CSRFToken': token(), 'Content-Type': 'application/json'},
                body: JSON.stringify({user: this.uploader.words.user}),
            }).catch(() => null);
            const type = answer && answer.headers.get('Content-Type') || '';
            const said = type.includes('json') ? await answer.json() : {error: 'unknown', message: this.uploader.words.notTakenBack};
            offer.remove();
            if (said.error) {
                this.say(said.message, 'is-stored');
                return;
            }
            this.ended = 'known';
            this.say(this.uploader.words.takenBack, 'is-known');
            this.part('name').replaceChildren(this.uploader.link(other, other.name));
            this.uploader.tell();
        }
    }

    class Uploader {
        constructor(box) {
            this.box = box;
            this.words = box.dataset;
            this.maxBytes = Number(box.dataset.maxBytes);
            this.all = [];
            this.waiting = [];
            this.running = 0;
            this.part('zone').hidden = false;
            for (const plain of document.querySelectorAll('[data-plain]')) {
                plain.hidden = true;
            }
            this.listen();
        }

        part(name) {
            return this.box.querySelector(`[data-${name}]`);
        }

        make(name) {
            return this.part(name).content.firstElementChild.cloneNode(true);
        }

        link(image, words) {
            const link = document.createElement('a');
            link.href = image.page;
            link.target = '_blank';
            link.textContent = words;
            return link;
        }

        listen() {
            const files = this.part('files');
            this.part('choose').addEventListener('click', () => files.click());
            files.addEventListener('change', () => {
                this.take(files.files);
                files.value = '';
            });
            document.addEventListener('dragover', event => {
                if (event.dataTransfer.types.includes('Files')) {
                    event.preventDefault();
                    this.box.classList.add('is-over');
                }
            });
            document.addEventListener('dragleave', event => {
                if (!event.relatedTarget) {
                    this.box.classList.remove('is-over');
                }
            });
            document.addEventListener('drop', event => this.offered(event, event.dataTransfer));
            document.addEventListener('paste', event => this.offered(event, event.clipboardData));
            window.addEventListener('beforeunload', event => {
                if (this.running) {
                    event.preventDefault();
                }
            });
        }

        offered(event, data) {
            this.box.classList.remove('is-over');
            if (data.files.length) {
                event.preventDefault();
                this.take(data.files);
            }
        }

        take(files) {
            const uploads = [...files].map(file => new Upload(this, file));
            this.part('list').append(...uploads.map(upload => upload.row));
            this.all.push(...uploads);
            this.waiting.push(...uploads);
            this.part('sum').hidden = false;
            this.work();
        }

        again(upload) {
            upload.ended = null;
            upload.share = 0;
            this.waiting.push(upload);
            this.work();
        }

        work() {
            while (this.running < PARALLEL && this.waiting.length) {
                this.running += 1;
                this.waiting.shift().start().then(() => {
                    this.running -= 1;
                    this.work();
                });
            }
            this.tell();
        }

        tell() {
            const count = ended => this.all.filter(upload => upload.ended === ended).length;
            const [stored, known, failed] = ['stored', 'known', 'failed'].map(count);
            const {sumStored, sumKnown, sumFailed} = this.words;
            const parts = [sumStored.replace('{count}', stored).replace('{all}', this.all.length)];
            if (known) {
                parts.push(sumKnown.replace('{count}', known));
            }
            if (failed) {
                parts.push(sumFailed.replace('{count}', failed));
            }
            const said = parts.join(', ');
            if (this.said !== said) {
                this.part('said').textContent = this.said = said;
            }
            const overall = this.part('overall');
            overall.max = this.all.length;
            overall.value = this.all.reduce((sum, upload) => sum + (upload.ended ? 1 : upload.share * 0.9), 0);
            this.part('show').hidden = this.running > 0 || !stored;
        }
    }

    document.addEventListener('DOMContentLoaded', () => {
        for (const box of document.querySelectorAll('[data-uploader]')) {
            new Uploader(box);
        }
        for (const form of document.querySelectorAll('[data-find]')) {
            form.addEventListener('change', event => {
                if (event.target.matches('select')) {
                    form.requestSubmit();
                }
            });
        }
    });
}
