// How many words, and how long they take to read; counted while nobody types.
const PAUSE = 300;
// The server's: blog/text/plain.py counts, Post.reading_minutes divides. In Chinese and Japanese a letter is a word.
const WORD = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[\p{L}\p{N}](?:[\p{L}\p{N}_'’-]*[\p{L}\p{N}_])?/gu;
const WORDS_A_MINUTE = 230;

// Markup that readers do not see as words.
const UNSEEN = [
    [/<!--[^]*?-->/g, ' '],
    [/<((?:https?:\/\/|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>/g, ' $1 '],
    [/<\/?[a-z][^<>]*>/gi, ''],
    [/\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+"([^"]*)")?\)/g, '] '],
    [/\[\^[^\]\s]+\]:?/g, ''],
    [/^(?:[ \t]*>)*[ \t]*(?:\d{1,9}[.)][ \t]+)?(?:[-*+][ \t]+)?(?:\[[ xX]\][ \t])?/gm, ' '],
    [/^[ \t]*!!![ \t]*(\w+)[ \t]*(?:$|"([^"]*)")/gm, (whole, kind, title) => title || kind],
    [/\[\[toc\]\]/gi, ' '],
    [/^\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[-:| \t]*)?$/gm, ' '],
    [/&[a-z]+;|&#\d+;/gi, ' '],
    [/[*~`\\]/g, ''],
    [/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, ''],
];

// Code between fences is read as it stands.
const FENCED = /^[ \t>]*(`{3,}|~{3,})[^\n]*\n([^]*?)(?:^[ \t>]*\1[`~]*[ \t]*$|(?![^]))/gm;

export function countWords(markdown) {
    let inCode = 0;
    const rest = markdown.replace(FENCED, (whole, fence, code) => {
        inCode += counted(code);
        return ' ';
    });
    return inCode + counted(UNSEEN.reduce((text, [pattern, instead]) => text.replace(pattern, instead), rest));
}

function counted(words) {
    return (words.match(WORD) || []).length;
}

export function readingMinutes(words) {
    // As Python rounds: halves to the even number.
    const exact = words / WORDS_A_MINUTE;
    const floor = Math.floor(exact);
    const rounded = exact - floor === 0.5 ? floor + floor % 2 : Math.round(exact);
    return Math.max(1, rounded);
}

function whenIdle(work) {
    return window.requestIdleCallback ? requestIdleCallback(work, {timeout: 1000}) : setTimeout(work);
}

class Count {
    constructor({text, form}, place) {
        this.text = text;
        this.place = place;
        this.numbers = new Intl.NumberFormat(document.documentElement.lang || undefined);
        place.hidden = false;
        for (const type of ['input', 'editor:changed']) {
            form.addEventListener(type, () => this.soon());
        }
        document.addEventListener('selectionchange', () => {
            if (document.activeElement === text.area && (text.start !== text.end || this.hadSelection)) {
                this.soon();
            }
        });
        this.soon();
    }

    soon() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => whenIdle(() => this.show()), PAUSE);
    }

    show() {
        const {value, selected} = this.text;
        this.hadSelection = Boolean(selected);
        if (this.counted !== value) {
            this.counted = value;
            this.words = countWords(value);
        }
        const {dataset} = this.place;
        const parts = [
            dataset.words.replace('{words}', this.numbers.format(this.words)),
            dataset.minutes.replace('{minutes}', this.numbers.format(readingMinutes(this.words))),
        ];
        if (selected) {
            const words = this.numbers.format(countWords(selected));
            parts.push(dataset.selected.replace('{words}', words));
        }
        const letters = this.numbers.format([...(selected || value)].length);
        this.place.title = dataset.characters.replace('{characters}', letters);
        const said = parts.join(' · ');
        if (this.place.textContent !== said) {
            this.place.textContent = said;
        }
    }
}

export function startCount(editor) {
    const place = editor.box.querySelector('[data-count]');
    if (place) {
        new Count(editor, place);
    }
}
