// One picture on its way: sent with progress, cancelled, kept where it could not be sent, and tried again.
import {csrfToken} from './server.js';
import {thumbnailOf} from './thumbnails.js';

// `arrivals` has words and templates; `ends` is called with what became of it: stored, refused or cancelled.
export class Upload {
    constructor(arrivals, file, ends) {
        Object.assign(this, {arrivals, file, ends, words: arrivals.words, state: 'waiting'});
        this.row = arrivals.make('upload');
        this.part('name').textContent = file.name;
        this.part('progress').setAttribute('aria-label', file.name);
        this.part('retry').addEventListener('click', () => this.onRetry(this));
        this.part('cancel').addEventListener('click', () => this.cancel());
        this.tell(this.words.waits);
    }

    part(name) {
        return this.row.querySelector(`[data-${name}]`);
    }

    tell(words) {
        this.part('state').textContent = words;
    }

    get isOpen() {
        return ['waiting', 'running', 'kept'].includes(this.state);
    }

    // Settles when it has found its end, or has to be tried again.
    async start(isAgain = false) {
        this.state = 'running';
        this.isSignedOut = false;
        this.row.classList.remove('is-failed');
        this.part('retry').hidden = this.part('enter').hidden = true;
        this.part('progress').hidden = false;
        if (this.file.size > Number(this.words.maxBytes)) {
            this.refuse(this.words.tooLarge);
            return;
        }
        if (!await canRead(this.file)) {
            this.refuse(this.words.notReadable);
            return;
        }
        this.showThumbnail();
        this.sent({lengthComputable: false});
        if (this.state === 'running') {
            await this.answered(await this.send(), isAgain);
        }
    }

    async showThumbnail() {
        this.thumbnail ??= await thumbnailOf(this.file);
        this.part('thumbnail').src = this.thumbnail;
        this.part('thumbnail').hidden = !this.thumbnail;
    }

    send() {
        const request = this.request = new XMLHttpRequest();
        request.open('POST', this.arrivals.url);
        request.setRequestHeader('X-CSRFToken', csrfToken(this.arrivals.form));
        request.setRequestHeader('Accept', 'application/json');
        request.upload.addEventListener('progress', event => this.sent(event));
        const body = new FormData();
        if (this.arrivals.user) {
            body.append('user', this.arrivals.user);
        }
        body.append('picture', this.file);
        return new Promise(resolve => {
            request.addEventListener('loadend', () => resolve(request));
            request.send(body);
        });
    }

    sent({lengthComputable, loaded, total}) {
        const share = lengthComputable ? loaded / total : 0;
        if (share === 1) {
            // How long the server looks at it is not known.
            this.part('progress').removeAttribute('value');
            this.tell(this.words.isLookedAt);
        } else {
            this.part('progress').value = share;
            this.tell(this.words.isSent.replace('{percent}', Math.floor(share * 100)));
        }
    }

    async answered(request, isAgain) {
        if (this.state === 'cancelled') {
            return;
        }
        const said = read(request);
        if (request.status === 200 && said) {
            this.state = 'stored';
            this.ends(this, 'stored', said);
        } else if (said && said.error === 'csrf' && !isAgain) {
            await this.goOnAs(await this.arrivals.renewToken(), said);
        } else if (said && said.error === 'signed_out') {
            this.keep(this.words.signedOut);
            this.offerToEnter(this.arrivals.signInUrl || said.sign_in);
        } else if (said && said.error === 'another_user') {
            this.waitFor(said.name);
        } else if (request.status === 0) {
            this.keep(this.words.notSent);
        } else if (said && request.status < 500 && said.error !== 'csrf') {
            this.refuse(said.message);
        } else if (request.status === 413) {
            this.refuse(this.words.tooLarge);
        } else {
            this.keep(said ? said.message : this.words.error.replace('{status}', request.status));
        }
    }

    async goOnAs(now, said) {
        if (now?.isAnother) {
            this.waitFor(now.name);
        } else if (now) {
            await this.start(true);
        } else {
            this.keep(said.message);
        }
    }

    // Until the author is back: somebody else is signed in.
    waitFor(name) {
        this.keep(this.words.another.replace('{who}', () => name));
        this.offerToEnter(this.arrivals.signInUrl);
    }

    offerToEnter(url) {
        this.isSignedOut = true;
        this.part('enter').href = url;
        this.part('enter').hidden = false;
    }

    // For another try: nothing has to be dropped again.
    keep(why) {
        this.state = 'kept';
        this.part('retry').hidden = false;
        this.fail(why);
    }

    refuse(why) {
        this.state = 'refused';
        this.fail(why);
        this.part('cancel').textContent = this.words.dismiss;
        this.ends(this, 'refused');
    }

    fail(why) {
        this.row.classList.add('is-failed');
        this.part('progress').hidden = true;
        this.tell(why);
        this.arrivals.say(`${this.file.name}: ${why}`);
    }

    // Stored; something is said of it all the same, until the author has read it.
    note(words) {
        this.tell(words);
        this.part('progress').hidden = true;
        this.part('cancel').textContent = this.words.dismiss;
    }

    offerToInsert(insert) {
        this.part('insert').hidden = false;
        this.part('insert').addEventListener('click', () => {
            this.arrivals.drop(this.row);
            insert();
        });
    }

    cancel() {
        const wasOpen = this.isOpen;
        this.state = 'cancelled';
        if (this.request) {
            this.request.abort();
        }
        this.arrivals.drop(this.row);
        if (wasOpen) {
            this.ends(this, 'cancelled');
        }
    }
}

function read(request) {
    const type = request.getResponseHeader('Content-Type') || '';
    return type.includes('json') ? JSON.parse(request.responseText) : null;
}

// Folders, and what was moved or deleted since it was chosen, look like files until they are read.
function canRead(file) {
    return file.slice(0, 1).arrayBuffer().then(() => true, () => false);
}
