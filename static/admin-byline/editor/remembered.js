// Before anything is painted: what this person last chose to see of the writing screen, so that nothing jumps.
'use strict';
{
    try {
        for (const name of ['side', 'view']) {
            const kept = localStorage.getItem(`byline.${name}`);
            if (kept) {
                document.documentElement.dataset[name] = kept;
            }
        }
    } catch {
        // Nothing may be stored here; then nothing is remembered.
    }
}
