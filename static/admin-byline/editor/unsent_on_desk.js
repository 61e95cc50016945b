// The desk's list of what never reached the server leads to where it can be gone on with.
import {offer} from './unsent.js';

for (const box of document.querySelectorAll('[data-unsent]')) {
    const {change, add} = box.dataset;
    offer(box, () => true, async ({post, tab}) => {
        // Where the post is gone, its text can still become a new one.
        const isThere = post !== null && (await fetch(change.replace('/0/', `/${post}/`), {method: 'HEAD'}).catch(() => null))?.redirected === false;
        location.assign(isThere ? change.replace('/0/', `/${post}/`) : `${add}#${tab}`);
    });
}
