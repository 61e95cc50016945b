// Signing in again without leaving the page: in a window of its own, for second factors and passkeys need a real one.
import {Refusal} from './exchange.js';

// The page at the end of signing in says so there; see signed_in.js.
export const CHANNEL = 'byline-signed-in';

async function goOn(saving) {
    if (saving.state !== 'signed-out') {
        return;
    }
    try {
        await saving.exchange.renewToken();
    } catch (refusal) {
        if (!(refusal instanceof Refusal)) {
            throw refusal;
        }
        if (refusal.kind === 'another') {
            saving.fail(refusal);
        }
        return;
    }
    await saving.run();
}

export function startSignIn({form, saving}) {
    const button = form.querySelector('[data-sign-in]');
    if (!saving || !button) {
        return;
    }
    form.addEventListener('editor:state', ({detail: {state}}) => {
        button.hidden = state !== 'signed-out';
    });
    button.addEventListener('click', () => {
        const opened = window.open(button.dataset.signIn, CHANNEL, 'popup,width=520,height=720');
        opened?.focus();
    });
    new BroadcastChannel(CHANNEL).addEventListener('message', () => goOn(saving));
    // Signed in elsewhere: in a tab that cannot tell, or on another page of the admin.
    window.addEventListener('focus', () => goOn(saving));
}
