// Asks what each new picture shows, without standing in the way of writing, and writes the answer where it is named.
import {bracketed} from './written.js';

export class Descriptions {
    constructor({arrivals, box}) {
        this.arrivals = arrivals;
        this.text = arrivals.text;
        this.words = arrivals.words;
        this.again = arrivals.part('again');
        this.again.addEventListener('click', () => this.showAll());
        // Whatever else puts a picture into the text asks with this, the picture being its detail.
        box.addEventListener('editor:picture', event => {
            if (!event.detail.alt) {
                this.ask(event.detail);
            }
        });
    }

    rows(hidden) {
        return [...this.arrivals.part('list').querySelectorAll('[data-picture]')].filter(row => row.hidden === hidden);
    }

    // `thumbnail` if the page has made one, since the library's takes a moment; `note`: what was done to the picture.
    ask(image, {thumbnail, note, inPlaceOf} = {}) {
        const row = this.arrivals.make('question');
        const part = name => row.querySelector(`[data-${name}]`);
        row.dataset.picture = image.id;
        part('thumbnail').src = thumbnail || image.thumbnail;
        part('thumbnail').hidden = false;
        part('thumbnail').addEventListener('error', () => {
            part('thumbnail').hidden = true;
        });
        part('label').textContent = part('label').dataset.label.replace('{name}', () => image.name);
        part('note').textContent = note || '';
        row.querySelector('.arrival-remember').hidden = !image.describe;
        part('write').addEventListener('click', () => this.write(row, image));
        part('decoration').addEventListener('click', () => this.close(row));
        part('later').addEventListener('click', () => this.putOff(row));
        row.addEventListener('keydown', event => this.pressed(event, row, image));
        if (inPlaceOf) {
            this.arrivals.exchange(inPlaceOf, row);
        } else {
            this.arrivals.add(row);
        }
    }

    pressed(event, row, image) {
        if (event.isComposing || event.target.matches('button')) {
            return;
        }
        if (event.key === 'Enter') {
            event.preventDefault();
            event.stopPropagation();
            this.write(row, image);
        } else if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            this.putOff(row);
        }
    }

    write(row, image) {
        const words = row.querySelector('[data-words]').value.trim();
        if (!words) {
            row.querySelector('[data-words]').focus();
            return;
        }
        this.arrivals.say(this.words[this.describe(image.id, words)]);
        if (image.describe && row.querySelector('[data-remember]').checked) {
            this.remember(image, words);
        }
        this.close(row);
    }

    // In the first place that names it without a word; those that have words keep them.
    describe(id, words) {
        const named = new RegExp(`!\\[([^\\]]*)\\]\\(<?image:${id}(?!\\d)`, 'g');
        const found = [...this.text.value.matchAll(named)];
        const silent = found.find(([, alt]) => !alt.trim());
        if (!silent) {
            return found.length ? 'already' : 'gone';
        }
        const start = silent.index + 2;
        this.text.exchange(start, start + silent[1].length, bracketed(words));
        return 'written';
    }

    async remember(image, alt) {
        try {
            await this.arrivals.post(image.describe, {alt});
        } catch (error) {
            this.arrivals.say(this.words.notRemembered.replace('{why}', () => error.message));
        }
    }

    close(row) {
        this.arrivals.drop(row);
        this.count();
    }

    putOff(row) {
        row.hidden = true;
        this.arrivals.goOn(this.rows(false)[0]);
        this.count();
    }

    showAll() {
        const rows = this.rows(true);
        for (const row of rows) {
            row.hidden = false;
        }
        this.count();
        this.arrivals.goOn(rows[0]);
    }

    forget(id) {
        for (const row of this.arrivals.part('list').querySelectorAll(`[data-picture="${id}"]`)) {
            this.close(row);
        }
    }

    count() {
        const waiting = this.rows(true).length;
        this.again.hidden = !waiting;
        const {one, many} = this.again.dataset;
        this.again.textContent = waiting === 1 ? one : many.replace('{count}', waiting);
    }
}
