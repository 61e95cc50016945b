// Brings what is shown up to date by touching only what differs: nothing flickers, no picture is loaded again.

// `shown` grew out of `before`, and is to look like `after`. What the reader did to it, such as opening details, stays.
export function morph(shown, before, after) {
    matchAttributes(shown, before, after);
    const [old, fresh, live] = [before, after, shown].map(each => [...each.childNodes]);
    const shorter = Math.min(old.length, fresh.length);
    let start = 0;
    while (start < shorter && old[start].isEqualNode(fresh[start])) {
        start += 1;
    }
    let kept = 0;
    while (kept < shorter - start && old.at(-1 - kept).isEqualNode(fresh.at(-1 - kept))) {
        kept += 1;
    }
    const behind = live[old.length - kept] || null;
    const paired = shorter - kept;
    for (let at = start; at < paired; at += 1) {
        replace(live[at], old[at], fresh[at]);
    }
    live.slice(paired, old.length - kept).forEach(node => node.remove());
    for (const node of fresh.slice(paired, fresh.length - kept)) {
        shown.insertBefore(shown.ownerDocument.importNode(node, true), behind);
    }
}

function replace(shown, before, after) {
    if (before.isEqualNode(after)) {
        return;
    }
    if (before.nodeName !== after.nodeName) {
        shown.replaceWith(shown.ownerDocument.importNode(after, true));
    } else if (after.nodeType === Node.ELEMENT_NODE) {
        morph(shown, before, after);
    } else {
        shown.nodeValue = after.nodeValue;
    }
}

function matchAttributes(shown, before, after) {
    for (const {name} of before.attributes) {
        if (!after.hasAttribute(name)) {
            shown.removeAttribute(name);
        }
    }
    for (const {name, value} of after.attributes) {
        if (before.getAttribute(name) !== value) {
            shown.setAttribute(name, value);
        }
    }
}
