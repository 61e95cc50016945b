// What is typed, kept in this browser until the server has it: a closed tab, a crash, no connection take nothing away.
//
// An entry is what a tab of the editor would need to go on: `user`, `post` (null: a new one), `tab`, `number`,
// `version`, `sequence`, `confirmed`, `sending`, `fields`, `names` (what keys are called), `time`. Each person sees their own only.
const DATABASE = 'byline-journal';
const STORE = 'typed';
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000;

let opened;

function open() {
    opened ??= new Promise((resolve, reject) => {
        const request = indexedDB.open(DATABASE, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(STORE);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    return opened;
}

// Strict: written to the disk, so that it outlives the machine too.
async function inStore(mode, act) {
    const database = await open();
    return new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode, {durability: 'strict'});
        const request = act(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
}

export class Journal {
    constructor(user) {
        this.prefix = `${DATABASE}/${user}/`;
        // Whether the last entry was kept.
        this.isKeeping = true;
    }

    key(tab) {
        return this.prefix + tab;
    }

    async keep(entry) {
        try {
            await inStore('readwrite', store => store.put(entry, this.key(entry.tab)));
            this.isKeeping = true;
            if (!(this.keptNow > entry.time)) {
                localStorage.removeItem(this.key(entry.tab));
            }
        } catch {
            this.keepNow(entry);
        }
    }

    // Before it returns, as a page needs it that is about to go; there is room for a few texts only.
    keepNow(entry) {
        try {
            localStorage.setItem(this.key(entry.tab), JSON.stringify(entry));
            this.keptNow = entry.time;
            this.isKeeping = true;
        } catch {
            this.isKeeping = false;
        }
    }

    async drop(tab) {
        try {
            localStorage.removeItem(this.key(tab));
            await inStore('readwrite', store => store.delete(this.key(tab)));
        } catch {
            // Where nothing can be kept, nothing is to be dropped.
        }
    }

    // This person's, the newest first, but for those of pages that are open still.
    async left() {
        const found = new Map();
        for (const entry of [...await this.inDatabase(), ...this.inLocalStorage()]) {
            const known = found.get(entry.tab);
            if (!known || known.time <= entry.time) {
                found.set(entry.tab, entry);
            }
        }
        const open = await openTabs();
        const left = [...found.values()].filter(entry => !open.has(entry.tab)).sort((one, other) => other.time - one.time);
        const old = left.filter(entry => entry.time < Date.now() - KEPT_FOR);
        old.forEach(entry => this.drop(entry.tab));
        return left.filter(entry => !old.includes(entry));
    }

    inDatabase() {
        const own = IDBKeyRange.bound(this.prefix, `${this.prefix}\uffff`);
        return inStore('readonly', store => store.getAll(own)).catch(() => []);
    }

    inLocalStorage() {
        try {
            const keys = Object.keys(localStorage).filter(key => key.startsWith(this.prefix));
            return keys.map(key => JSON.parse(localStorage.getItem(key)));
        } catch {
            return [];
        }
    }
}

const LOCK = 'byline-tab-';

// For as long as this page is open; where there are no locks, pages know nothing of one another.
export function holdTab(tab) {
    navigator.locks?.request(LOCK + tab, () => new Promise(() => {}));
}

async function openTabs() {
    const {held = []} = await navigator.locks?.query() || {};
    return new Set(held.filter(lock => lock.name.startsWith(LOCK)).map(lock => lock.name.slice(LOCK.length)));
}
