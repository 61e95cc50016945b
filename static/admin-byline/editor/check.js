// Before something goes out: what stands against it, in one place, each with the way to its field. If nothing does,
// nobody is asked anything. The server looks again, so without an answer the form is simply sent.
import {ask} from './outlook.js';

const GOES_OUT = '[name=_publish], [name=_publish_now], [data-stage]';

class Check {
    constructor(form, dialog) {
        this.form = form;
        this.dialog = dialog;
        this.anyway = dialog.querySelector('[data-check-anyway]');
        this.list = dialog.querySelector('[data-check-list]');
        form.addEventListener('click', event => this.look(event));
        dialog.querySelector('[data-check-close]').addEventListener('click', () => dialog.close());
        dialog.addEventListener('click', event => {
            if (event.target.closest('a')) {
                dialog.close();
            }
        });
        this.anyway.addEventListener('click', () => {
            dialog.close();
            this.send({decorate: true});
        });
    }

    async look(event) {
        const button = event.target.closest(GOES_OUT);
        if (!button) {
            return;
        }
        event.preventDefault();
        if (this.isAsking) {
            return;
        }
        this.button = button;
        const begun = [...this.form.querySelectorAll('.moment input')].filter(({validity}) => validity.badInput);
        if (begun.length) {
            this.show({missing: begun.map(halfTyped), undescribed: []});
            return;
        }
        this.isAsking = true;
        const said = await ask(this.form, this.dialog.dataset.checkUrl).catch(() => null);
        this.isAsking = false;
        const stands = said && (said.missing.length || (said.undescribed.length && !this.form.elements._only_decoration?.checked));
        if (stands) {
            this.show(said);
        } else {
            this.send();
        }
    }

    show({missing, undescribed}) {
        const items = missing.map(({field, said}) => this.item(field, said));
        if (undescribed.length) {
            const words = this.dialog.dataset.undescribed.replace('{names}', () => undescribed.join(', '));
            items.push(this.item('body', words, this.dialog.dataset.text));
        }
        this.list.replaceChildren(...items);
        this.anyway.hidden = missing.length > 0;
        this.dialog.showModal();
    }

    item(field, said, name = this.label(field)) {
        const item = document.createElement('li');
        const link = document.createElement('a');
        if (document.getElementById(`row-${field}`)) {
            link.href = `#row-${field}`;
        }
        link.textContent = name;
        item.append(link, `: ${said}`);
        return item;
    }

    label(field) {
        return document.querySelector(`#row-${field} label`)?.textContent.trim() || field;
    }

    send({decorate = false} = {}) {
        if (decorate) {
            const answer = document.createElement('input');
            Object.assign(answer, {type: 'hidden', name: '_only_decoration', value: 'on'});
            this.form.append(answer);
        }
        this.form.requestSubmit(this.button);
    }
}

// A day begun and not ended is sent as none, and the post would go out at once; the browser has words for it.
function halfTyped({name, validationMessage}) {
    return {field: name.replace(/_[01]$/, ''), said: validationMessage};
}

export function startCheck(form) {
    const dialog = form.querySelector('[data-check]');
    if (dialog) {
        new Check(form, dialog);
    }
}
