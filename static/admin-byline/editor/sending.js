// Where the post goes when it is published: a card for each target, with its text as the network counts it.
import {csrfToken, userOf} from './server.js';

const PAUSE = 400;

class Sending {
    constructor(form, box) {
        this.form = form;
        this.box = box;
        this.words = box.dataset;
        this.url = box.dataset.url;
        this.list = box.querySelector('[data-sending-list]');
        this.said = box.querySelector('[data-sending-said]');
        this.summary = box.closest('details').querySelector('[data-summary]');
        box.closest('details').addEventListener('toggle', () => this.open());
        form.addEventListener('editor:begun', ({detail}) => {
            this.url = this.url.replace('/0/', `/${detail.post}/`);
            this.open();
        });
        form.addEventListener('editor:saved', () => this.refresh());
        form.addEventListener('sending:asked', () => {
            this.summary.textContent = this.summary.textContent.replace(` · ${this.words.behindWords}`, '');
            this.refresh();
        });
        this.open();
    }

    get isBegun() {
        return !this.url.includes('/0/');
    }

    async open() {
        if (!this.box.closest('details').open) {
            return;
        }
        this.said.textContent = this.isBegun ? '' : this.words.later;
        if (this.isBegun) {
            const answer = await this.ask();
            if (answer) {
                this.list.replaceChildren(...answer.targets.map(target => this.card(target)));
                this.summarise();
            }
        }
    }

    // What was written of the post since; what is written in the cards stays.
    async refresh() {
        if (this.isBusy || !this.list.children.length || !this.box.closest('details').open) {
            return;
        }
        this.isBusy = true;
        const answer = await this.ask();
        this.isBusy = false;
        for (const target of answer?.targets || []) {
            const card = this.list.querySelector(`[data-target="${target.id}"]`);
            if (card && card.querySelector('[data-text]').value === target.text) {
                this.fill(card, target);
            }
        }
        this.summarise();
    }

    async ask(sent) {
        const headers = {'Accept': 'application/json', 'X-CSRFToken': csrfToken(this.form)};
        const options = sent ? {method: 'POST', body: JSON.stringify({...sent, user: userOf(this.form)}), headers: {...headers, 'Content-Type': 'application/json'}} : {headers};
        try {
            const answer = await fetch(this.url, options);
            const said = await answer.json();
            this.said.textContent = answer.ok ? '' : said.message || this.words.failed.replace('{status}', answer.status);
            return answer.ok ? said : null;
        } catch (error) {
            this.said.textContent = this.words.failed.replace('{status}', error.message);
            return null;
        }
    }

    card(target) {
        const card = this.box.querySelector('[data-sending-card]').content.firstElementChild.cloneNode(true);
        const part = name => card.querySelector(`[data-${name}]`);
        card.dataset.target = target.id;
        part('name').textContent = target.name;
        part('kind').textContent = target.kind;
        part('wanted').checked = target.is_wanted;
        part('text').value = target.text;
        this.fill(card, target);
        part('wanted').addEventListener('change', () => this.keep(card, target));
        part('text').addEventListener('input', event => {
            // It belongs to the target, not to what is autosaved of the post.
            event.stopPropagation();
            clearTimeout(card.timer);
            card.timer = setTimeout(() => this.keep(card, target), PAUSE);
        });
        for (const button of card.querySelectorAll('[data-do]')) {
            button.addEventListener('click', () => this.carryOut(card, target, button.dataset.do));
        }
        return card;
    }

    fill(card, target) {
        const part = name => card.querySelector(`[data-${name}]`);
        part('text').placeholder = target.made;
        part('result').textContent = target.result;
        const isLong = target.limit !== null && target.length > target.limit;
        const words = target.limit === null ? this.words.count : isLong ? this.words.long : this.words.of;
        part('length').textContent = words.replace('{length}', target.length).replace('{limit}', target.limit);
        part('length').classList.toggle('is-error', isLong);
        card.dataset.named = target.is_named;
        card.dataset.isBehind = target.is_behind && target.can_update;
        part('paused').hidden = !target.is_paused;
        part('state').textContent = [target.said, target.answer].filter(Boolean).join(' ');
        part('state').parentElement.hidden = !target.state;
        part('doubt').textContent = target.doubt;
        part('doubt').hidden = !target.doubt;
        part('behind').hidden = !target.is_behind;
        this.show(card, target.card);
        part('copy').hidden = !target.copy;
        if (target.copy) {
            part('copy').href = target.copy;
        }
        for (const button of card.querySelectorAll('[data-do]')) {
            button.hidden = !target[`can_${button.dataset.do}`];
        }
    }

    // What the network shows of the link.
    show(card, shown) {
        const part = name => card.querySelector(`[data-card-${name}]`);
        card.querySelector('[data-card]').hidden = !shown;
        for (const name of ['host', 'title', 'description', 'note']) {
            part(name).textContent = shown?.[name] || '';
        }
        part('note').hidden = !shown?.note;
        part('picture').hidden = !shown?.picture;
        if (shown?.picture && part('picture').getAttribute('src') !== shown.picture) {
            part('picture').src = shown.picture;
        }
    }

    async keep(card, target) {
        const sent = {target: target.id, is_wanted: card.querySelector('[data-wanted]').checked, text: card.querySelector('[data-text]').value};
        const answer = await this.ask(sent);
        if (answer) {
            this.fill(card, answer.target);
        }
        this.summarise();
    }

    async carryOut(card, target, verb) {
        const answer = await this.ask({target: target.id, do: verb});
        if (answer) {
            this.fill(card, answer.target);
            this.summarise();
        }
    }

    summarise() {
        const named = [...this.list.children].filter(card => card.dataset.named === 'true');
        const names = named.map(card => card.querySelector('[data-name]').textContent).join(', ');
        const isBehind = this.list.querySelector('[data-is-behind=true]');
        this.summary.textContent = [names, isBehind && this.words.behindWords].filter(Boolean).join(' · ');
    }
}

export function startSending(form) {
    const box = form.querySelector('[data-sending]');
    if (box) {
        new Sending(form, box);
    }
}
