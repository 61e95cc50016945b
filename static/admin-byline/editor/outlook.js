// How search results and social networks will show the post, while its group in the panel is open.
import {onChange} from './changes.js';
import {csrfToken} from './server.js';

const PAUSE = 600;
// What search results have room for on a desk, in pixels: a title of one line, a description of about two.
const ROOM = {title: [580, '20px Arial, sans-serif'], description: [920, '14px Arial, sans-serif']};
const canvas = document.createElement('canvas').getContext('2d');

// As many whole words as fit, and how many letters those are.
function fitted(words, [room, font]) {
    canvas.font = font;
    if (canvas.measureText(words).width <= room) {
        return [words, words.length];
    }
    let [fits, fails] = [0, words.length];
    while (fails - fits > 1) {
        const middle = Math.floor((fits + fails) / 2);
        if (canvas.measureText(`${words.slice(0, middle)} …`).width <= room) {
            fits = middle;
        } else {
            fails = middle;
        }
    }
    const cut = words.slice(0, fits).replace(/\s+\S*$/u, '');
    return [`${cut} …`, cut.length];
}

// Files are no part of what is asked about.
export function typed(form) {
    const data = new FormData(form);
    for (const [name, value] of [...data]) {
        if (value instanceof File) {
            data.delete(name);
        }
    }
    return data;
}

export async function ask(form, url) {
    const headers = {'X-CSRFToken': csrfToken(form), Accept: 'application/json'};
    const answer = await fetch(url, {method: 'POST', body: typed(form), headers});
    if (!answer.ok) {
        throw new Error(answer.status);
    }
    return answer.json();
}

class Outlook {
    constructor(form, box) {
        this.form = form;
        this.box = box;
        this.group = box.closest('details');
        this.box.hidden = false;
        onChange(form, () => this.refresh(), PAUSE);
        this.group.addEventListener('toggle', () => this.refresh());
        this.refresh();
    }

    get isSeen() {
        return this.group.open && this.box.offsetParent !== null;
    }

    // One question at a time; what was typed meanwhile is asked about afterwards.
    async refresh() {
        if (!this.isSeen) {
            return;
        }
        if (this.isBusy) {
            this.isBehind = true;
            return;
        }
        this.isBusy = true;
        this.isBehind = false;
        try {
            this.show(await ask(this.form, this.box.dataset.outlook));
        } catch {
            // Without a connection it stays as it was; the status line speaks of that.
        }
        this.isBusy = false;
        if (this.isBehind) {
            this.refresh();
        }
    }

    show({search, card}) {
        const [snippet, shared] = ['[data-snippet]', '[data-card]'].map(part => this.box.querySelector(part));
        for (const part of ['title', 'description']) {
            const [words, shown] = fitted(search[part], ROOM[part]);
            snippet.querySelector(`[data-part=${part}]`).textContent = words;
            this.count(part, search[part].length, shown);
        }
        snippet.querySelector('[data-part=address]').textContent = search.address;
        this.box.querySelector('[data-notes]').replaceChildren(...search.notes.map(note => {
            const item = document.createElement('li');
            item.textContent = note;
            return item;
        }));
        for (const part of ['host', 'title', 'description']) {
            shared.querySelector(`[data-part=${part}]`).textContent = card[part];
        }
        const picture = shared.querySelector('[data-part=picture]');
        picture.hidden = !card.picture;
        if (card.picture && picture.getAttribute('src') !== card.picture) {
            picture.src = card.picture;
        }
        this.box.querySelector('[data-part=note]').textContent = card.note;
    }

    count(part, count, shown) {
        const {all, cut} = this.box.dataset;
        const place = this.box.querySelector(`[data-count=${part}]`);
        place.textContent = (shown < count ? cut : all).replace('{count}', count).replace('{shown}', shown);
        place.classList.toggle('is-cut', shown < count);
    }
}

export function startOutlook(form) {
    const box = form.querySelector('[data-outlook]');
    if (box) {
        new Outlook(form, box);
    }
}
