// Copies elsewhere that say what the post said before: brought up to date by one click, and the page stays as it is.
import {csrfToken, userOf} from './server.js';

async function told(form, {url, failed}) {
    try {
        const headers = {'Accept': 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken(form)};
        const answer = await fetch(url, {method: 'POST', body: JSON.stringify({user: userOf(form)}), headers});
        const said = await answer.json();
        return {isDone: answer.ok, words: said.message || failed.replace('{status}', answer.status)};
    } catch (error) {
        return {isDone: false, words: failed.replace('{status}', error.message)};
    }
}

export function startOffer(form) {
    const offer = form.querySelector('[data-offer-copies]');
    const button = offer?.querySelector('[data-url]');
    button?.addEventListener('click', async event => {
        event.preventDefault();
        if (button.disabled) {
            return;
        }
        button.disabled = true;
        const {isDone, words} = await told(form, button.dataset);
        const said = offer.querySelector('span');
        said.setAttribute('role', 'status');
        said.textContent = words;
        button.disabled = false;
        if (isDone) {
            button.remove();
            form.dispatchEvent(new CustomEvent('sending:asked'));
            form.querySelector('[name=body]')?.focus({preventScroll: true});
        }
    });
}
