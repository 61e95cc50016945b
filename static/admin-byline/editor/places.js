// The cards about other places. Only what differs from what is saved is read and written, in the shape in which the
// server keeps it: {key: row}, the key that of the saved row, or one of the card's own for as long as it has none.
import {newTab} from './exchange.js';
import {check, choose, key, same, type, valueOf} from './inputs.js';

const NEW = 'new-';

const part = (card, name) => card.querySelector(`[name$="-${name}"]`);
const savedOf = card => JSON.parse(card.dataset.saved || 'null');

function rowOf(card, isDefault) {
    const value = name => valueOf(part(card, name), isDefault);
    const mark = part(card, 'DELETE');
    return {
        source: key(value('source')),
        direction: value('direction'),
        url: value('url'),
        is_canonical: value('is_canonical'),
        place: value('place'),
        gone: mark !== null && valueOf(mark, isDefault),
    };
}

function keyOf(card) {
    const input = part(card, 'row');
    input.value ||= NEW + newTab();
    return input.value;
}

function put(card, row, labels) {
    choose(part(card, 'source'), [String(row.source ?? '')], labels[row.source]);
    for (const name of ['direction', 'place']) {
        choose(part(card, name), [row[name]]);
    }
    type(part(card, 'url'), row.url);
    check(part(card, 'is_canonical'), row.is_canonical);
    if (part(card, 'DELETE')) {
        check(part(card, 'DELETE'), row.gone);
    }
}

const savedIn = part => [...part.querySelectorAll('.card')].map(card => card.dataset.saved).join();

// As Django's own scripts do it when a page is opened.
function enliven(group) {
    const {name, options} = JSON.parse(group.dataset.inlineFormset);
    const rows = `${name}-group .inline-related`;
    const {jQuery} = window.django;
    jQuery(rows).stackedFormset(rows, options);
    jQuery(group).find('.admin-autocomplete').not('[name*=__prefix__]').djangoAdminSelect2();
}

export class Places {
    constructor(form) {
        this.group = form.querySelector('#cross_posts-group');
        // Of saved rows that this page does not have: they are handed on as they are.
        this.unshown = {};
    }

    // What stands for all of them; undefined where nobody may change them.
    get input() {
        return this.group?.querySelector('.empty-form') ? this.group.querySelector('[name$="-TOTAL_FORMS"]') : undefined;
    }

    get cards() {
        return [...this.group.querySelectorAll('.card:not(.empty-form)')];
    }

    get blank() {
        return rowOf(this.group.querySelector('.empty-form'));
    }

    read(isDefault) {
        const rows = {...this.unshown};
        for (const card of this.cards) {
            const row = rowOf(card, isDefault);
            if (!same(row, savedOf(card) || this.blank)) {
                rows[keyOf(card)] = row;
            }
        }
        return rows;
    }

    // `labels`: what sources are called, by their keys.
    write(rows, labels = {}) {
        const left = {...rows};
        for (const card of this.cards) {
            const name = keyOf(card);
            const row = left[name] || savedOf(card);
            if (row && !same(row, rowOf(card))) {
                put(card, row, labels);
            } else if (!row && !same(rowOf(card), this.blank)) {
                card.querySelector('.inline-deletelink').click();
            }
            delete left[name];
        }
        this.unshown = {};
        for (const [name, row] of Object.entries(left)) {
            if (name.startsWith(NEW)) {
                put(this.add(name), row, labels);
            } else {
                this.unshown[name] = row;
            }
        }
    }

    // As they are saved by now, in a fresh copy of the form; with what is typed here.
    renew(fresh) {
        const [old, now] = [this.group, fresh.querySelector('#cross_posts-group')].map(each => each?.querySelector('.group-fields'));
        if (!this.input || !now || savedIn(old) === savedIn(now)) {
            return;
        }
        const [rows, labels] = [this.read(), this.labels()];
        old.replaceChildren(...now.childNodes);
        enliven(this.group);
        this.write(rows, labels);
    }

    labels() {
        const chosen = this.cards.map(card => part(card, 'source').selectedOptions[0]);
        return Object.fromEntries(chosen.filter(each => each?.value).map(({value, text}) => [value, text]));
    }

    add(name) {
        this.group.querySelector('.add-row a').click();
        const card = this.cards.at(-1);
        part(card, 'row').value = name;
        return card;
    }
}

// On the page of another post, where nothing is saved yet.
export function asNew(rows = {}) {
    const left = Object.entries(rows).filter(([, row]) => !row.gone);
    return Object.fromEntries(left.map(([name, row]) => [name.startsWith(NEW) ? name : NEW + newTab(), row]));
}
