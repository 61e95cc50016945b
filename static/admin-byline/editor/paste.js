// What is pasted: an address over words is a link; formatted text is there at once as plain text, and then as Markdown.
import {apart, relabelled, tabbed} from './blocks.js';
import {isInFence} from './lines.js';
import {isAddress, linkAround, linked} from './marks.js';
import {csrfToken} from './server.js';

const FORMATTED = 'a[href], b, strong, i, em, s, del, strike, h1, h2, h3, h4, h5, h6, ul, ol, dl, table, blockquote, img, '
    + 'pre, code, kbd, sub, sup, hr, iframe, figure, [data-style*="bold"], [data-style*="italic"], '
    + '[data-style*="font-weight:"], [data-style*="mso-list"]';
const MONOSPACE = /font-family:[^;]*(?:mono|consolas|menlo|courier)/i;
const BLOCK = /\n\n|^(?:#{1,6} |[-*+] |\d{1,9}[.)] |> |\||```|!!! |---$|!\[)/;

// Clipboards hold whole pages; nothing in one that is only parsed is run or loaded. Styles would be held against the
// content security policy even here, so they go by another name.
function parsed(html) {
    const calm = html.replace(/(\s)style(?=\s*=)/gi, '$1data-style').replace(/<(\/?)style\b/gi, '<$1template');
    return new DOMParser().parseFromString(calm, 'text/html').body;
}

// Editors of code copy their colours: one box of a fixed pitch, in which all is.
function isCode(body) {
    const boxes = [...body.children].filter(each => !['META', 'TEMPLATE', 'BR'].includes(each.tagName));
    const [box] = boxes;
    const isWhole = boxes.length === 1 && body.textContent.trim() === box.textContent.trim();
    return isWhole && (MONOSPACE.test(box.dataset.style || '') || box.tagName === 'PRE');
}

export function isWorthAsking(html) {
    const body = parsed(html);
    const isFormatted = [...body.querySelectorAll(FORMATTED)].some(each => !/^docs-internal-guid/.test(each.id));
    return isFormatted && !isCode(body);
}

// Whether a paste at this place can be anything but words.
function isWordsOnly({value, start, end}) {
    const around = linkAround({value, start, end});
    return isInFence(value, start) || Boolean(around && start < around.end && end > around.start);
}

// Parentheses would end the address, unless they come in pairs.
function destination(url) {
    return /^[^()]*(?:\([^()]*\)[^()]*)*$/.test(url) ? url : url.replace(/\(/g, '%28').replace(/\)/g, '%29');
}

class Paste {
    constructor({text, form, box}) {
        this.text = text;
        this.form = form;
        this.status = box.querySelector('[data-tools-status]');
        this.words = this.status.dataset;
        text.area.addEventListener('keydown', event => {
            // Not every browser leaves the formatting away by itself.
            this.isPlain = event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'v';
        });
        text.area.addEventListener('paste', event => this.take(event));
        text.area.addEventListener('input', () => this.say(''));
    }

    take(event) {
        const data = event.clipboardData;
        const plain = data.getData('text/plain').replace(/\r\n?/g, '\n');
        const html = data.getData('text/html');
        const isPlain = this.isPlain || data.types.includes('vscode-editor-data');
        this.isPlain = false;
        // Pictures alone are for uploads.js.
        const isPicture = data.files.length > 0 && !plain;
        if (event.defaultPrevented || isPlain || isPicture || !(plain || html) || isWordsOnly(this.text.state)) {
            return;
        }
        if (this.link(plain.trim())) {
            event.preventDefault();
        } else if (html && isWorthAsking(html)) {
            event.preventDefault();
            this.exchange(plain, html);
        }
    }

    link(url) {
        const {value, start, end} = this.text.state;
        const words = value.slice(start, end);
        if (!isAddress(url) || !words.trim() || words.includes('\n') || isAddress(words.trim())) {
            return false;
        }
        const lead = words.length - words.trimStart().length;
        const from = start + lead;
        const edit = linked(from, from + words.trim().length, words.trim(), destination(url));
        this.text.apply(edit);
        return true;
    }

    // The plain text stays where the server cannot be asked, or where the author has changed it meanwhile.
    async exchange(plain, html) {
        const at = this.text.start;
        this.text.type(plain);
        this.say(this.words.converting);
        try {
            const {markdown, lost_pictures: lost} = await this.ask(html);
            const isPlaced = this.place(at, plain, tabbed(plain) && !markdown.startsWith('|') ? tabbed(plain) : markdown);
            this.say(isPlaced && lost ? this.words.lost.replace('{number}', lost) : '');
        } catch (error) {
            this.say(error.message);
        }
    }

    async ask(html) {
        const headers = {'Content-Type': 'application/json', 'Accept': 'application/json', 'X-CSRFToken': csrfToken(this.form)};
        const body = JSON.stringify({html});
        const answer = await fetch(this.words.url, {method: 'POST', headers, body}).catch(() => {
            throw new Error(this.words.offline);
        });
        const said = await answer.json().catch(() => ({}));
        if (!answer.ok) {
            throw new Error(answer.status === 413 ? this.words.tooMuch : said.message || this.words.offline);
        }
        return said;
    }

    place(at, plain, markdown) {
        const {value} = this.text;
        const found = value.startsWith(plain, at) ? at : value.indexOf(plain);
        if (found < 0 || !markdown || markdown === plain.trim()) {
            return false;
        }
        const end = found + plain.length;
        const isAtEnd = this.text.start === end && this.text.end === end;
        const words = relabelled(markdown, value.slice(0, found) + value.slice(end));
        const [before, after] = BLOCK.test(words) ? apart(value, found, end) : ['', ''];
        const spaced = BLOCK.test(words) ? words : /^\s*/.exec(plain)[0] + words + /\s*$/.exec(plain)[0];
        this.text.exchange(found, end, before + spaced + after);
        if (isAtEnd) {
            this.text.select(found + before.length + spaced.length);
        }
        return true;
    }

    say(words) {
        if (this.status.textContent !== words) {
            this.status.textContent = words;
        }
    }
}

export function startPaste(editor) {
    if (editor.box.querySelector('[data-tools-status]')) {
        new Paste(editor);
    }
}
