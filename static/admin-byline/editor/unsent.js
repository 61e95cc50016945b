// Texts that this browser has and the server never got: on the desk, and where a new post is begun.
import {Journal} from './journal.js';

const SHOWN = 80;

function titleOf({fields: {title, body}}, nameless) {
    const words = (title || body || '').trim();
    return words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words || nameless;
}

function rowOf(entry, {box, journal, goOn}) {
    const row = box.querySelector('template').content.firstElementChild.cloneNode(true);
    const part = name => row.querySelector(`[data-${name}]`);
    const when = new Date(entry.time);
    part('title').textContent = titleOf(entry, box.dataset.nameless);
    part('time').dateTime = when.toISOString();
    part('time').textContent = when.toLocaleString(document.documentElement.lang || 'en', {dateStyle: 'medium', timeStyle: 'short'});
    part('go-on').addEventListener('click', () => goOn(entry, row));
    part('drop').addEventListener('click', async () => {
        await journal.drop(entry.tab);
        row.classList.add('is-dropped');
        part('back').focus();
    });
    part('back').addEventListener('click', async () => {
        await journal.keep(entry);
        row.classList.remove('is-dropped');
        part('drop').focus();
    });
    return row;
}

// `isMeant` chooses among the entries; `goOn(entry, row)` opens one.
export async function offer(box, isMeant, goOn) {
    const journal = new Journal(box.dataset.user);
    const entries = (await journal.left()).filter(isMeant);
    box.querySelector('ul').replaceChildren(...entries.map(entry => rowOf(entry, {box, journal, goOn})));
    box.hidden = !entries.length;
    return entries;
}
