// Moments in words, in the site's time zone: what the button will do, and how far away it is.
import {onChange} from './changes.js';

const UNITS = [['year', 31536e6], ['month', 2592e6], ['week', 6048e5], ['day', 864e5], ['hour', 36e5], ['minute', 6e4]];
const LANGUAGE = document.documentElement.lang || undefined;

// How far the zone is ahead of UTC at that instant, in milliseconds.
function offset(zone, instant) {
    const parts = new Intl.DateTimeFormat('en', {
        timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
        hour: 'numeric', minute: 'numeric', second: 'numeric',
    }).formatToParts(instant);
    const part = Object.fromEntries(parts.map(({type, value}) => [type, Number(value)]));
    const wall = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
    return wall - Math.floor(instant / 1000) * 1000;
}

// What clocks of that zone show, such as 2026-12-01T10:00, as an instant; null where that is no moment.
export function instantOf(words, zone) {
    const wall = Date.parse(`${words}Z`);
    if (isNaN(wall)) {
        return null;
    }
    const guess = wall - offset(zone, wall);
    return wall - offset(zone, guess);
}

export function zoneOf(form) {
    return form.querySelector('#side').dataset.zone;
}

export function momentOf(form, name) {
    const [day, time] = [0, 1].map(part => form.elements[`${name}_${part}`]?.value);
    return day ? instantOf(`${day}T${time || '00:00'}`, zoneOf(form)) : null;
}

export function dayAndTime(instant, zone) {
    return new Intl.DateTimeFormat(LANGUAGE, {dateStyle: 'medium', timeStyle: 'short', timeZone: zone}).format(instant);
}

export function fromNow(instant) {
    const away = instant - Date.now();
    const [unit, length] = UNITS.find(([, each]) => Math.abs(away) >= each) || UNITS.at(-1);
    // Nobody calls eleven months a year, but what is 2 hours and 59 minutes away is 3 hours away.
    const round = length > 864e5 ? Math.trunc : Math.round;
    return new Intl.RelativeTimeFormat(LANGUAGE, {numeric: 'auto'}).format(round(away / length), unit);
}

function inWords(instant, zone) {
    const whole = new Intl.DateTimeFormat(LANGUAGE, {dateStyle: 'full', timeStyle: 'short', timeZone: zone}).format(instant);
    return `${whole} (${zone}), ${fromNow(instant)}`;
}

function say(place, instant, zone) {
    place.textContent = instant === null ? '' : inWords(instant, zone);
    place.classList.toggle('is-past', instant <= Date.now());
}

function tell(form) {
    const zone = zoneOf(form);
    for (const place of form.querySelectorAll('[data-moment-of]')) {
        say(place, momentOf(form, place.dataset.momentOf), zone);
    }
    const staged = form.querySelector('[data-moment]');
    if (staged) {
        say(form.querySelector('[data-moment-said]'), staged.value ? instantOf(staged.value, zone) : null, zone);
    }
    const button = form.querySelector('[data-publish]');
    if (button) {
        button.value = momentOf(form, 'publish_at') > Date.now() ? button.dataset.schedule : button.dataset.publish;
    }
}

// A day without a time is most often meant for its morning; which one can see, and change.
function fillTime(event) {
    const day = event.target;
    const time = day.name?.endsWith('_at_0') && day.form.elements[day.name.replace(/0$/, '1')];
    if (time && day.value && !time.value) {
        time.value = '09:00';
        time.dispatchEvent(new Event('input', {bubbles: true}));
    }
}

export function startSchedule(form) {
    form.addEventListener('change', fillTime);
    for (const name of ['input', 'change']) {
        form.addEventListener(name, event => {
            if (event.target.matches('.moment input, [data-moment]')) {
                tell(form);
            }
        });
    }
    onChange(form, () => tell(form));
    setInterval(() => tell(form), 60_000);
    tell(form);
}
