// The live preview: what was typed, rendered by the server, shown in a frame that runs no script.
const PAUSE = 250;

// The form's text fields that the preview shows; its other fields come along for the page around the text.
function typed(form) {
    const data = new FormData(form);
    for (const [name, value] of [...data]) {
        if (value instanceof File) {
            data.delete(name);
        }
    }
    return data;
}

class Preview {
    constructor({box, text, form}) {
        this.text = text.area;
        this.frame = box.querySelector('[data-preview]');
        this.status = box.querySelector('[data-editor-status]');
        this.words = box.dataset;
        this.form = form;
        this.url = this.form.querySelector('[data-pane-url]').dataset.paneUrl;
        this.frame.hidden = false;
        this.frame.addEventListener('load', () => this.keepInStep());
        this.text.addEventListener('scroll', () => this.keepInStep());
        this.form.addEventListener('input', () => this.soon());
        this.form.addEventListener('editor:changed', () => this.soon());
        this.refresh();
    }

    soon() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.refresh(), PAUSE);
    }

    // One request at a time; what was typed meanwhile is fetched afterwards.
    async refresh() {
        if (this.isBusy) {
            this.isBehind = true;
            return;
        }
        this.isBusy = true;
        try {
            this.show(await this.fetch());
            this.say('');
        } catch (error) {
            this.say(error.message);
        }
        this.isBusy = false;
        if (this.isBehind) {
            this.isBehind = false;
            this.refresh();
        }
    }

    async fetch() {
        const answer = await fetch(this.url, {method: 'POST', body: typed(this.form)}).catch(() => {
            throw new Error(this.words.noConnection);
        });
        if (answer.redirected) {
            throw new Error(this.words.signedOut);
        }
        if (!answer.ok) {
            throw new Error(answer.status === 413 ? await answer.text() : this.words.noPreview.replace('{status}', answer.status));
        }
        return answer.text();
    }

    // Only the article is exchanged once the page stands, so that nothing flickers and the place is kept.
    show(html) {
        const page = this.frame.contentDocument;
        const part = page && page.querySelector('#content');
        if (!part) {
            this.frame.srcdoc = html;
            return;
        }
        const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('#content');
        part.replaceWith(page.adoptNode(fresh));
        this.keepInStep();
    }

    keepInStep() {
        const page = this.frame.contentDocument && this.frame.contentDocument.documentElement;
        const hidden = this.text.scrollHeight - this.text.clientHeight;
        if (page && hidden > 0) {
            const top = this.text.scrollTop / hidden * (page.scrollHeight - page.clientHeight);
            // The site scrolls smoothly to anchors; here that would lag behind.
            page.scrollTo({top, behavior: 'instant'});
        }
    }

    say(words) {
        if (this.said !== words) {
            this.status.textContent = this.said = words;
        }
    }
}

export function startPreview(editor) {
    if (editor.form.querySelector('[data-pane-url]')) {
        new Preview(editor);
    }
}
