// What other pages of this browser had of this post, and the server never got: a closed tab, a crash.
import {Exchange, newTab} from './exchange.js';
import {isIn} from './fields.js';

// Of no state that there ever was, so that nothing is written over.
const UNKNOWN = Number.MAX_SAFE_INTEGER - 1;

// As the next autosave of that tab, merged with all that happened since; only a conflict is asked about, here.
async function send(saving, entry) {
    const {form, urls, user} = saving.exchange;
    const sending = entry.sending && {...entry.sending, isTried: true};
    const exchange = new Exchange({form, urls, user, state: {...entry, sending, needsBase: true}});
    try {
        await exchange.send(entry.fields, {});
    } catch (refusal) {
        if (refusal.kind === 'conflict') {
            saving.adopt({...entry, tab: exchange.tab, number: exchange.number, confirmed: exchange.confirmed});
        } else if (refusal.answer.status === 422 && entry.sequence !== UNKNOWN) {
            // What that page said of itself cannot be; its text can still be merged.
            const fresh = {...entry, tab: newTab(), number: 0, version: saving.version, sequence: UNKNOWN, sending: null};
            return await send(saving, fresh) && saving.journal.drop(entry.tab).then(() => true);
        }
        return false;
    }
    await saving.journal.drop(entry.tab);
    return true;
}

export async function recover(saving) {
    if (saving.post === null) {
        return;
    }
    const left = await saving.journal.left();
    let isNew = false;
    for (const entry of left.filter(each => each.post === saving.post && each.tab !== saving.tab)) {
        if (isIn(entry.fields, saving.exchange.confirmed)) {
            await saving.journal.drop(entry.tab);
        } else {
            isNew = await send(saving, entry) || isNew;
        }
    }
    if (isNew) {
        await saving.catchUp();
        saving.emit('recovered', {});
    }
}
