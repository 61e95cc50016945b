// Where pictures come from: chosen, pasted, dropped on the text or beside it.
const brings = data => data && data.types.includes('Files');

// `take(files)` puts them where the caret is.
export function startIntake({box, form, text}, take) {
    const chooser = box.querySelector('[data-picture-files]');
    chooser.addEventListener('change', () => {
        take(chooser.files);
        chooser.value = '';
    });
    form.addEventListener('editor:command', event => {
        if (event.detail.name === 'upload') {
            chooser.click();
        }
    });
    listenOn(text, take);
    listenAround(take, isOver => box.classList.toggle('is-over', isOver));
}

// For who may not add pictures: the browser would open what is dropped in place of this page.
export function refuseFiles({box, text}) {
    const status = box.querySelector('[data-tools-status]');
    const refuse = () => {
        status.textContent = status.dataset.noPictures;
    };
    listenOn(text, refuse);
    listenAround(refuse);
}

function listenOn(text, take) {
    text.area.addEventListener('paste', event => {
        offer(event, event.clipboardData, take);
    });
    text.area.addEventListener('drop', event => {
        goTo(event, text);
        offer(event, event.dataTransfer, take);
    });
}

// A copied piece of text can carry a picture of itself; then the text is meant. An address stays an address.
function offer(event, data, take) {
    if (data.files.length && !data.types.includes('text/plain')) {
        event.preventDefault();
        take(data.files);
    }
}

// To where they were dropped, where the browser says so.
function goTo({dataTransfer, clientX, clientY}, text) {
    const place = brings(dataTransfer) && document.caretPositionFromPoint?.(clientX, clientY);
    if (place && place.offsetNode === text.area) {
        text.select(place.offset);
    }
}

// A file that is dropped beside the text would be opened in place of this page.
function listenAround(take, mark = () => {}) {
    const isField = ({target}) => target.closest?.('input[type=file], dialog');
    document.addEventListener('dragover', event => {
        if (brings(event.dataTransfer) && !isField(event)) {
            event.preventDefault();
            mark(true);
        }
    });
    document.addEventListener('dragleave', event => {
        if (!event.relatedTarget) {
            mark(false);
        }
    });
    document.addEventListener('drop', event => {
        mark(false);
        if (brings(event.dataTransfer) && !event.defaultPrevented && !isField(event)) {
            event.preventDefault();
            take(event.dataTransfer.files);
        }
    });
}
