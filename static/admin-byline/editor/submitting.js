// Saving and publishing send the form: not before the server has all that was typed, nor into a void.
import {Refusal} from './exchange.js';

// The server gives back what was typed into a post that is gone, as a new one.
const isGone = ({refusal}) => [404, 410].includes(refusal?.answer.status);

// A conflict for which nobody asks here is asked about by the page that the form leads to.
const isAskedElsewhere = ({state}) => state === 'conflict' && !document.querySelector('[data-conflicts]');

// Also where nothing was left to be sent: whether there is a server, and the same person signed in.
async function isReached(saving) {
    try {
        await saving.exchange.renewToken();
    } catch (refusal) {
        if (!(refusal instanceof Refusal)) {
            throw refusal;
        }
        saving.fail(refusal);
        return false;
    }
    return true;
}

// What only the form's own buttons save, such as the word to readers about a change.
function rest({form, fields}) {
    const own = [...fields.names, 'csrfmiddlewaretoken', 'version', 'sequence', 'tab'];
    const isRest = name => !own.includes(name.replace(/_at_[01]$/, '_at')) && !/^_|^choice_|^cross_posts-|__prefix__/.test(name);
    return JSON.stringify([...new FormData(form)].filter(([name, value]) => isRest(name) && !(value instanceof File)));
}

export function guardSubmit(saving) {
    const {form} = saving;
    let isBusy = false;
    let isLeaving = false;
    let atFirst = null;
    window.addEventListener('load', () => { atFirst = rest(saving); });
    window.addEventListener('pageshow', () => { isLeaving = false; });
    window.addEventListener('beforeunload', event => {
        if (!isLeaving && (saving.fields.halfTyped.length || (atFirst !== null && atFirst !== rest(saving)))) {
            event.preventDefault();
        }
    });
    form.addEventListener('submit', async event => {
        const {submitter} = event;
        if (isLeaving || submitter?.formTarget === '_blank') {
            return;
        }
        event.preventDefault();
        const [half] = saving.fields.halfTyped;
        if (half) {
            saving.emit('half-typed', {name: half});
        }
        if (half || isBusy) {
            return;
        }
        isBusy = true;
        // A form that is asked again before this event is over would not listen.
        const [isSaved] = await Promise.all([saving.flush(), new Promise(resolve => setTimeout(resolve))]);
        const mayGo = isSaved || isGone(saving) || isAskedElsewhere(saving);
        if (mayGo && await isReached(saving)) {
            isLeaving = true;
            form.requestSubmit(submitter);
            // Should the browser stay after all, what is typed then has to be sent first, too.
            setTimeout(() => { isLeaving = false; }, 3000);
        } else {
            saving.emit('stayed', {});
        }
        isBusy = false;
    });
}
