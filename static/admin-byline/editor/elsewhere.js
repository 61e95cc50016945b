// The post was saved, published or put away elsewhere: what this page says of its state, and what can be done with it,
// come from a fresh copy of the page. What is typed here stays.
import {userOf} from './server.js';

const PARTS = ['.bar-state', '.writing-buttons', '.preview-menu', '#row-stage'];
// Of a part that may have been missing until now.
const AROUND = {'#row-stage': 'details[data-group=times] .group-fields'};

async function freshCopy() {
    const answer = await fetch(`${location.pathname}?_glance=1`).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
    return page && page.querySelector('#post_form');
}

function keepTyped(old, fresh) {
    for (const field of old.querySelectorAll('input[id]:not([type=submit]), select[id]')) {
        const other = fresh.querySelector(`#${field.id}`);
        if (other && field.value) {
            other.value = field.value;
        }
    }
}

function exchange(form, fresh, selector) {
    const [old, now] = [form, fresh].map(each => each.querySelector(selector));
    if (old && now) {
        keepTyped(old, now);
        old.replaceWith(now);
    } else if (now) {
        form.querySelector(AROUND[selector])?.append(now);
    } else {
        old?.remove();
    }
}

class Elsewhere {
    constructor({form, saving}) {
        Object.assign(this, {form, saving});
        form.addEventListener('editor:changed-elsewhere', () => this.catchUp());
        // Nothing is exchanged under the hands of somebody who is in it.
        form.addEventListener('focusout', () => setTimeout(() => this.isLate && this.catchUp()));
    }

    get isInUse() {
        return Boolean(document.activeElement?.closest([...PARTS, '#cross_posts-group'].join()));
    }

    async catchUp() {
        this.isLate = this.isInUse;
        const fresh = !this.isLate && await freshCopy();
        if (!fresh || this.isInUse) {
            this.isLate = this.isInUse;
            return;
        }
        // Somebody else may be signed in by now, or nobody may write in it any more: saving says so.
        if (userOf(fresh) === userOf(this.form)) {
            PARTS.forEach(selector => exchange(this.form, fresh, selector));
            this.saving.fields.places.renew(fresh);
            this.form.dispatchEvent(new CustomEvent('editor:changed'));
        }
    }
}

export function startElsewhere(editor) {
    if (editor.saving) {
        new Elsewhere(editor);
    }
}
