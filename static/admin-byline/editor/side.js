// The panel beside the text: shown or not, its groups open or not, both as last time; and the way to any of its fields.
import {remember, remembered} from './memory.js';

// As editor-side.css: below, the panel lies over the text.
const DRAWER = window.matchMedia('(max-width: 74.99rem)');
const INPUTS = 'input:not([type=hidden], [hidden]), textarea, select, button, a[href], [tabindex="0"]';

class Side {
    constructor(form) {
        this.form = form;
        this.panel = form.querySelector('#side');
        this.toggle = form.querySelector('[data-toggle-side]');
        this.close = form.querySelector('[data-close-side]');
        this.page = document.documentElement;
        this.toggle.hidden = this.close.hidden = false;
        this.toggle.addEventListener('click', () => this.show(!this.isShown, {hasFocus: DRAWER.matches}));
        this.close.addEventListener('click', () => this.show(false, {hasFocus: true}));
        document.addEventListener('keydown', event => this.key(event));
        DRAWER.addEventListener('change', () => this.tell());
        form.addEventListener('click', event => this.follow(event));
        this.groups();
        this.tell();
        this.first();
    }

    get isShown() {
        return DRAWER.matches ? this.page.dataset.drawer === 'open' : this.page.dataset.side !== 'closed';
    }

    show(isShown, {hasFocus = false} = {}) {
        if (DRAWER.matches) {
            this.page.dataset.drawer = isShown ? 'open' : 'closed';
        } else {
            this.page.dataset.side = isShown ? 'open' : 'closed';
            remember('side', this.page.dataset.side);
        }
        this.tell();
        if (hasFocus) {
            (isShown ? this.panel : this.toggle).focus({preventScroll: true});
        }
    }

    // What lies under the drawer is out of reach while it is open.
    tell() {
        this.toggle.setAttribute('aria-expanded', String(this.isShown));
        this.form.querySelector('.paper').inert = DRAWER.matches && this.isShown;
    }

    key(event) {
        if (event.code === 'Comma' && event.shiftKey && (event.ctrlKey || event.metaKey) && !event.altKey) {
            event.preventDefault();
            const wasInside = this.panel.contains(document.activeElement);
            this.show(!this.isShown, {hasFocus: !this.isShown || wasInside});
        } else if (event.key === 'Escape' && !event.defaultPrevented && DRAWER.matches && this.isShown && this.panel.contains(event.target)) {
            this.show(false, {hasFocus: true});
        }
    }

    groups() {
        const kept = JSON.parse(remembered('groups') || '{}');
        for (const group of this.panel.querySelectorAll('details[data-group]')) {
            const {group: name} = group.dataset;
            if (name in kept && !('wrong' in group.dataset)) {
                group.open = kept[name];
            }
            group.querySelector('summary').addEventListener('click', () => {
                const isOpen = !group.open;
                remember('groups', JSON.stringify({...JSON.parse(remembered('groups') || '{}'), [name]: isOpen}));
            });
        }
    }

    // A field that is wrong is seen, whatever was folded away.
    first() {
        const wrong = this.panel.querySelector('[data-wrong]');
        if (wrong) {
            this.show(true);
            this.goTo((wrong.querySelector('.errors, .errorlist') || wrong).id || wrong.querySelector('[id]').id, {hasFocus: false});
        } else if (location.hash.length > 1) {
            this.goTo(location.hash.slice(1));
        }
    }

    follow(event) {
        const link = event.target.closest('a[href^="#"]');
        if (link && link.hash && this.goTo(link.hash.slice(1))) {
            event.preventDefault();
        }
    }

    // Any row of the form, by its id; false if there is none.
    goTo(id, {hasFocus = true} = {}) {
        const place = document.getElementById(id);
        if (!place || !this.form.contains(place)) {
            return false;
        }
        if (this.panel.contains(place)) {
            this.show(true);
            place.closest('details').open = true;
        } else if (DRAWER.matches) {
            this.show(false);
        }
        place.scrollIntoView({block: 'center'});
        const field = place.matches(INPUTS) ? place : place.querySelector(INPUTS);
        if (hasFocus && field) {
            field.focus();
        }
        return true;
    }
}

export function startSide(form) {
    new Side(form);
}
