// Pictures of the library, for the text and for the cover.
import {Finder, ask} from './dialog.js';
import {asParagraph} from './written.js';

class Pictures {
    constructor({box, form, text}, dialog) {
        Object.assign(this, {box, form, text, words: dialog.dataset});
        this.title = dialog.querySelector('h2');
        this.finder = new Finder(dialog, {
            isGrid: true,
            find: (words, after, signal) => this.find(words, after, signal),
            fill: (option, image) => this.fill(option, image),
        });
        this.finder.onMark = count => this.name(count);
        form.addEventListener('editor:command', event => {
            if (event.detail.name === 'picture') {
                this.openForText();
            }
        });
        this.replaceWindow(form.querySelector('#id_cover'));
    }

    // The window of Django stays for those pages in which this does not run.
    replaceWindow(cover) {
        const lens = cover && this.form.querySelector('#lookup_id_cover');
        if (lens) {
            lens.addEventListener('click', event => {
                event.preventDefault();
                event.stopPropagation();
                this.openForCover(cover);
            });
        }
    }

    openForText() {
        this.title.textContent = this.words.titleText;
        this.finder.open({many: true, take: images => this.insert(images)});
    }

    openForCover(cover) {
        this.title.textContent = this.words.titleCover;
        this.finder.open({
            many: false,
            take: ([image]) => {
                cover.value = image.id;
                for (const type of ['input', 'change']) {
                    cover.dispatchEvent(new Event(type, {bubbles: true}));
                }
            },
        });
    }

    name(count) {
        const {takePart, many} = this.finder;
        takePart.hidden = !many;
        takePart.disabled = !count;
        takePart.textContent = count > 1 ? this.words.insertMany.replace('{count}', count) : this.words.insert;
    }

    async find(words, after, signal) {
        const query = after === null ? {q: words} : {q: words, before: after};
        const {pictures, before} = await ask(this.words.url, query, this.finder.saidPart.dataset, signal);
        return {items: pictures, after: before};
    }

    fill(option, {name, alt, thumbnail}) {
        const [picture, caption] = ['img', 'span'].map(tag => document.createElement(tag));
        picture.src = thumbnail;
        // What it shows is said below.
        picture.alt = '';
        picture.loading = 'lazy';
        const [title, about] = ['b', 'span'].map(tag => document.createElement(tag));
        title.textContent = name;
        about.textContent = alt || this.words.undescribed;
        about.className = alt ? 'picker-alt' : 'picker-alt is-lacking';
        caption.append(title, ' ', about);
        option.title = alt ? `${name}: ${alt}` : name;
        option.append(picture, caption);
    }

    insert(images) {
        this.text.type(asParagraph(this.text, images.map(({markdown}) => markdown).join('\n')).whole);
        for (const image of images) {
            this.box.dispatchEvent(new CustomEvent('editor:picture', {detail: image}));
        }
    }
}

export function startPictures(editor) {
    const dialog = document.querySelector('#picture-picker');
    if (dialog) {
        new Pictures(editor, dialog);
    }
}
