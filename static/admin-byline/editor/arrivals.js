// The list above the text: pictures on their way, and the questions what they show.
import {csrfToken, userOf} from './server.js';

export class Arrivals {
    constructor({box, form, text}) {
        this.box = box.querySelector('[data-arrivals]');
        this.text = text;
        this.form = form;
        this.words = this.box.dataset;
        this.url = text.area.dataset.uploadUrl;
        // What is typed here is no part of the post.
        for (const type of ['input', 'change']) {
            this.box.addEventListener(type, event => event.stopPropagation());
        }
    }

    // Leads to a page that tells this one when it is done, where saving has such a button.
    get signInUrl() {
        return this.form.querySelector('button[data-sign-in]')?.dataset.signIn;
    }

    get user() {
        return userOf(this.form);
    }

    part(name) {
        return this.box.querySelector(`[data-${name}]`);
    }

    make(name) {
        return this.box.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
    }

    add(...rows) {
        this.part('list').append(...rows);
        this.tidy();
    }

    exchange(row, other) {
        const hadFocus = row.contains(document.activeElement);
        row.replaceWith(other);
        if (hadFocus) {
            this.goOn(other);
        }
    }

    // Who was in the row goes on in the next one, or in the text.
    drop(row) {
        const hadFocus = row.contains(document.activeElement);
        const next = row.nextElementSibling || row.previousElementSibling;
        row.remove();
        this.tidy();
        if (hadFocus) {
            this.goOn(next);
        }
    }

    goOn(row) {
        const field = row && !row.hidden && row.querySelector('input[type=text], button:not([hidden])');
        (field || this.text.area).focus();
    }

    tidy() {
        this.box.hidden = !this.part('list').children.length && !this.part('offers').querySelector('.upload-offer');
    }

    // For the eye as well, until it is over.
    tell(words) {
        this.part('told').textContent = words;
        this.say(words);
    }

    say(words) {
        // The same words twice are said twice.
        this.part('said').textContent = this.part('said').textContent === words ? `${words}\u00a0` : words;
    }

    // After signing in again elsewhere. The answer says who is signed in now; null where that is nobody. Of somebody
    // else the token is not taken, or else what this page sends would be theirs.
    async renewToken() {
        const answer = await fetch(this.words.tokenUrl, {headers: {Accept: 'application/json'}}).catch(() => null);
        if (!answer || !answer.ok) {
            return null;
        }
        const {csrf, user, name} = await answer.json();
        const isAnother = Boolean(this.user) && this.user !== String(user);
        if (!isAnother) {
            this.form.elements.csrfmiddlewaretoken.value = csrf;
        }
        return {isAnother, name};
    }

    // The answer's JSON. Throws an error with a sentence for people.
    async post(url, said, isAgain = false) {
        const headers = {'X-CSRFToken': csrfToken(this.form), 'Content-Type': 'application/json', Accept: 'application/json'};
        const answer = await fetch(url, {method: 'POST', headers, body: JSON.stringify({...said, user: this.user})});
        const {error, message, ...told} = await answer.json();
        if (error === 'csrf' && !isAgain) {
            const now = await this.renewToken();
            if (now && !now.isAnother) {
                return this.post(url, said, true);
            }
        }
        if (error) {
            throw new Error(message);
        }
        return told;
    }
}
