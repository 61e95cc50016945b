// Text, preview, or both. On a phone one of them at a time; there the text comes first each time.
import {remember} from './memory.js';

const PHONE = window.matchMedia('(max-width: 47.99rem)');

export function startViews(form) {
    const views = form.querySelector('[data-views]');
    const page = document.documentElement;
    if (!form.querySelector('[data-preview]')) {
        return;
    }
    const shown = () => {
        const view = page.dataset.view || 'both';
        return PHONE.matches && view === 'both' ? 'write' : view;
    };
    const tell = () => {
        for (const button of views.querySelectorAll('button')) {
            button.setAttribute('aria-pressed', String(button.dataset.view === shown()));
        }
    };
    views.addEventListener('click', event => {
        const {view} = event.target.dataset;
        if (!view) {
            return;
        }
        page.dataset.view = view;
        if (!PHONE.matches) {
            remember('view', view);
        }
        tell();
        form.dispatchEvent(new CustomEvent('editor:view', {detail: view}));
    });
    if (PHONE.matches) {
        delete page.dataset.view;
    }
    PHONE.addEventListener('change', tell);
    views.hidden = false;
    tell();
}
