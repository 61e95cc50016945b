// Saving and publishing send the form: not before the server has all that was typed, nor into a void.

// The server gives back what was typed into a post that is gone, as a new one.
const isGone = ({refusal}) => [404, 410].includes(refusal?.answer.status);

// A conflict for which nobody asks here is asked about by the page that the form leads to.
const isAskedElsewhere = ({state}) => state === 'conflict' && !document.querySelector('[data-conflicts]');

export function guardSubmit(saving) {
    let isBusy = false;
    let isLeaving = false;
    saving.form.addEventListener('submit', async event => {
        const {submitter} = event;
        if (isLeaving || submitter?.formTarget === '_blank') {
            return;
        }
        event.preventDefault();
        if (isBusy) {
            return;
        }
        isBusy = true;
        // A form that is asked again before this event is over would not listen.
        const [isSaved] = await Promise.all([saving.flush(), new Promise(resolve => setTimeout(resolve))]);
        isBusy = false;
        if (isSaved || isGone(saving) || isAskedElsewhere(saving)) {
            isLeaving = true;
            saving.form.requestSubmit(submitter);
            isLeaving = false;
        } else {
            saving.emit('stayed', {});
        }
    });
}
