// What the form of the writing screen has, as the door of the autosaves takes it; and what that answers, in the form.
import {check, choose, key, same, type, valueOf} from './inputs.js';
import {Places} from './places.js';

const PLAIN = ['title', 'body', 'excerpt', 'slug', 'kind', 'language', 'meta_title', 'meta_description', 'visibility'];
const KEYS = ['cover', 'series', 'author', 'series_position'];
const MOMENTS = ['publish_at', 'expire_at'];
const SWITCHES = ['is_featured'];
const PLACES = 'cross_posts';
const TIME = /^\d\d:\d\d(:\d\d)?$/;
const STORED_MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

// Whether all of the fields are in what is known already.
export function isIn(fields, known) {
    return Object.keys(fields).every(name => same(fields[name], known[name]));
}

export class Fields {
    // `zone`: the site's time zone, in which the form shows moments.
    constructor({form, text}, zone) {
        this.form = form;
        this.text = text;
        this.zone = zone;
        this.places = new Places(form);
        // Of moments, as they were when they were last typed to their end.
        this.whole = {};
        this.names = [...PLAIN, ...KEYS, ...MOMENTS, ...SWITCHES, 'tags', PLACES].filter(name => this.input(name));
        form.addEventListener('compositionstart', () => { this.isComposing = true; });
        form.addEventListener('compositionend', () => { this.isComposing = false; });
        // The browser would cut what is pasted; the server keeps it, and says what is too long.
        for (const name of this.names) {
            this.input(name).removeAttribute('maxlength');
        }
    }

    input(name) {
        return name === PLACES ? this.places.input : this.form.elements[MOMENTS.includes(name) ? `${name}_0` : name];
    }

    // As typed; as the page came with it if `isDefault`.
    read(isDefault = false) {
        return Object.fromEntries(this.names.map(name => [name, this.value(name, isDefault)]));
    }

    value(name, isDefault) {
        if (MOMENTS.includes(name)) {
            return this.moment(name, isDefault);
        }
        if (name === PLACES) {
            return this.places.read(isDefault);
        }
        const input = this.input(name);
        if (name === 'tags') {
            return [...input.options].filter(each => isDefault ? each.defaultSelected : each.selected).map(each => each.value);
        }
        const value = valueOf(input, isDefault);
        return KEYS.includes(name) ? key(value) : value;
    }

    // The browser does not tell what is typed of a day until it is one.
    moment(name, isDefault) {
        if (isDefault || !this.isHalfTyped(name)) {
            const [day, time] = this.momentInputs(name).map(input => valueOf(input, isDefault).trim());
            this.whole[name] = moment(day, time);
        }
        return this.whole[name];
    }

    momentInputs(name) {
        return [0, 1].map(part => this.form.elements[`${name}_${part}`]);
    }

    isHalfTyped(name) {
        return MOMENTS.includes(name) && this.momentInputs(name).some(({validity}) => validity.badInput);
    }

    // The fields whose days or times are not typed to their end.
    get halfTyped() {
        return this.names.filter(name => this.isHalfTyped(name));
    }

    // A value of the server's as `read` would have it.
    asShown(fields) {
        const shown = {};
        for (const name of this.names.filter(each => each in fields)) {
            const value = fields[name];
            shown[name] = MOMENTS.includes(name) && STORED_MOMENT.test(value || '') ? inZone(value, this.zone) : value;
        }
        return shown;
    }

    // While letters are composed or a dialog has the page, the text cannot be changed under the author's hands.
    canWrite() {
        return !this.isComposing && !document.querySelector('dialog:modal');
    }

    // `names`: what keys are called. Returns the fields that changed.
    write(shown, names = {}) {
        const changed = this.names.filter(name => name in shown && !same(this.value(name), shown[name]));
        for (const name of changed) {
            this.put(name, shown[name], names[name]);
        }
        return changed;
    }

    // What the keys that are chosen are called, for a page that does not know.
    labels() {
        const labels = {[PLACES]: this.places.group ? this.places.labels() : {}};
        for (const name of KEYS) {
            labels[name] = this.input(name)?.selectedOptions?.[0]?.text;
        }
        return labels;
    }

    put(name, value, label) {
        if (name === 'body') {
            exchangeMiddle(this.text, value);
        } else if (name === 'tags') {
            choose(this.input(name), value);
        } else if (name === PLACES) {
            this.places.write(value, label);
        } else if (SWITCHES.includes(name)) {
            check(this.input(name), value);
        } else if (MOMENTS.includes(name)) {
            const [day, time] = shownMoment(value);
            type(this.form.elements[`${name}_0`], day);
            type(this.form.elements[`${name}_1`], time);
        } else if (this.input(name).tagName === 'SELECT') {
            choose(this.input(name), [String(value ?? '')], label);
        } else {
            type(this.input(name), String(value ?? ''));
        }
    }
}

// ISO 8601 without an offset, which the door takes in the site's time; or as it was typed.
function moment(day, time) {
    if (!day && !time) {
        return null;
    }
    const date = window.get_format('DATE_INPUT_FORMATS').map(format => isoDay(day, format)).find(Boolean);
    const [, hour, rest] = time.match(/^(\d{1,2})(:\d\d(?::\d\d)?)$/) || [];
    const clock = hour ? `${hour.padStart(2, '0')}${rest}${rest.length === 3 ? ':00' : ''}` : time;
    return date ? `${date}T${clock}` : `${day} ${time}`.trim();
}

function isoDay(day, format) {
    const digits = {'%Y': '(?<Y>\\d{4})', '%m': '(?<m>\\d{1,2})', '%d': '(?<d>\\d{1,2})'};
    const pattern = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%[Ymd]/g, part => digits[part]);
    const {Y, m, d} = day.match(new RegExp(`^${pattern}$`))?.groups || {};
    return d && m && Y ? `${Y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}` : '';
}

function inZone(iso, zone) {
    const digits = {year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit'};
    const format = new Intl.DateTimeFormat('en-US', {timeZone: zone, hourCycle: 'h23', ...digits});
    const part = Object.fromEntries(format.formatToParts(new Date(iso)).map(({type: kind, value}) => [kind, value]));
    return `${part.year.padStart(4, '0')}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`;
}

function shownMoment(value) {
    const [, year, month, day, time] = (value || '').match(/^(\d{4})-(\d\d)-(\d\d)T(.*)$/) || [];
    if (!day) {
        // As it was typed; a time alone is one.
        return TIME.test(value || '') ? ['', value] : (value || '').split(/ (.*)/);
    }
    // As the browser's own fields for days take it; whatever language the site speaks.
    return [`${year}-${month}-${day}`, time.replace(/:00$/, '')];
}

const isHalf = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

// The paragraph in which the author writes, where both texts have it once: what changed before it and after it is then
// exchanged apart, so that the caret stays at its letter.
function anchor(old, fresh, caret) {
    const start = old.lastIndexOf('\n', caret - 1) + 1;
    const end = (old.indexOf('\n', caret) + 1 || old.length + 1) - 1;
    const line = old.slice(start, end);
    const at = line.trim() ? fresh.indexOf(line) : -1;
    const isOnce = at >= 0 && fresh.indexOf(line, at + 1) < 0 && old.indexOf(line) === start && old.indexOf(line, start + 1) < 0;
    return isOnce ? {start, end, fresh: at, freshEnd: at + line.length} : null;
}

function exchangeMiddle(text, fresh) {
    const old = text.value;
    const fixed = anchor(old, fresh, text.start);
    if (fixed) {
        exchangePart(text, fixed.end, old.length, fresh.slice(fixed.freshEnd));
        exchangePart(text, 0, fixed.start, fresh.slice(0, fixed.fresh));
    } else {
        exchangePart(text, 0, old.length, fresh);
    }
}

// Only what differs is exchanged, so that caret, scrolling and the steps of undo stay.
function exchangePart(text, from, to, fresh) {
    const old = text.value.slice(from, to);
    const most = Math.min(old.length, fresh.length);
    let start = 0;
    while (start < most && old[start] === fresh[start]) {
        start += 1;
    }
    let tail = 0;
    while (tail < most - start && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) {
        tail += 1;
    }
    // Never between the two halves of one sign.
    start -= isHalf(old, start) || isHalf(fresh, start) ? 1 : 0;
    tail -= tail && isHalf(old, old.length - tail) ? 1 : 0;
    if (start < old.length - tail || start < fresh.length - tail) {
        text.exchange(from + start, from + old.length - tail, fresh.slice(start, fresh.length - tail));
    }
}
