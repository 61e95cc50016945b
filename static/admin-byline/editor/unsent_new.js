// Before a new post is begun: what was typed for one and never reached the server can be gone on with.
import {offer} from './unsent.js';

export async function startUnsent({form, saving}) {
    const box = document.querySelector('[data-unsent]');
    if (!saving || !box || saving.post !== null) {
        return;
    }
    const goOn = entry => {
        if (saving.takeUp(entry)) {
            box.hidden = true;
            form.elements.body.focus();
        }
    };
    const meant = location.hash.slice(1);
    const entries = await offer(box, entry => entry.post === null || entry.tab === meant, goOn);
    const asked = entries.find(entry => entry.tab === meant);
    if (asked) {
        history.replaceState(history.state, '', location.pathname + location.search);
        goOn(asked);
    }
}
