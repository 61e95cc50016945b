// What other pages of this browser had, and the server never got: a closed tab, a crash.
import {Exchange, newTab} from './exchange.js';
import {isIn} from './fields.js';

// Of no state that there ever was, so that nothing is written over.
const UNKNOWN = Number.MAX_SAFE_INTEGER - 1;

// As the next autosave of that tab, merged with all that happened since. `page`: form (with a token), urls, user,
// journal. Returns the answer, `wasThere` if the server had it all. Throws Refusal; of a conflict with the `entry` as
// it is to be gone on with.
export async function deliver({form, urls, user, journal}, entry) {
    const sending = entry.sending && {...entry.sending, isTried: true};
    const exchange = new Exchange({form, urls, user, state: {...entry, sending, needsBase: true}});
    let answer;
    let wasThere = false;
    try {
        if (sending) {
            answer = await exchange.deliver();
            exchange.confirm(answer);
            wasThere = answer.outcome === 'repeated' && isIn(entry.fields, exchange.confirmed);
        }
        if (!isIn(entry.fields, exchange.confirmed)) {
            answer = await exchange.send(entry.fields);
        }
    } catch (refusal) {
        refusal.entry = {...entry, ...exchange.state, fields: entry.fields, sending: null};
        throw refusal;
    }
    await journal.drop(entry.tab);
    return {...answer, wasThere};
}

async function recoverOne(saving, entry) {
    const page = {...saving.exchange, form: saving.form, journal: saving.journal};
    try {
        return await deliver(page, entry);
    } catch (refusal) {
        if (refusal.kind === 'conflict') {
            // Somebody has to choose, so it becomes what this page is about.
            saving.adopt(refusal.entry);
        } else if (refusal.answer?.status === 422 && entry.sequence !== UNKNOWN) {
            // What that page said of itself cannot be; its text can still be merged.
            const fresh = {...entry, tab: newTab(), number: 0, version: saving.version, sequence: UNKNOWN, sending: null};
            const answer = await recoverOne(saving, fresh);
            if (answer) {
                await saving.journal.drop(entry.tab);
            }
            return answer;
        }
        return null;
    }
}

export async function recover(saving) {
    if (saving.post === null) {
        return;
    }
    const left = await saving.journal.left();
    const answers = [];
    for (const entry of left.filter(each => each.post === saving.post && each.tab !== saving.tab)) {
        if (isIn(entry.fields, saving.exchange.confirmed)) {
            await saving.journal.drop(entry.tab);
        } else {
            answers.push(await recoverOne(saving, entry));
        }
    }
    const found = answers.filter(Boolean);
    if (found.length) {
        await saving.catchUp();
    }
    if (found.some(answer => !answer.wasThere)) {
        saving.emit('recovered', {});
    }
}
