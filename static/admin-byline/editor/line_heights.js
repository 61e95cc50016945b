// Where each line of the text stands in its textarea, which does not tell: measured on a copy that nobody sees.
// So many characters are laid out in one go; the rest of a long text waits until the browser is idle.
const AT_ONCE = 20_000;
const LIKE = ['fontFamily', 'fontSize', 'fontWeight', 'fontStyle', 'fontStretch', 'fontKerning', 'fontFeatureSettings', 'fontVariantLigatures', 'letterSpacing', 'wordSpacing', 'lineHeight', 'tabSize', 'textIndent', 'textTransform', 'direction', 'whiteSpace', 'overflowWrap', 'wordBreak', 'lineBreak', 'hyphens'];

export class LineHeights {
    constructor(area) {
        this.area = area;
        this.lines = [];
        this.rows = [];
        this.copy = document.createElement('div');
        const host = document.createElement('div');
        host.ariaHidden = 'true';
        Object.assign(host.style, {position: 'absolute', top: 0, insetInlineStart: 0, width: 0, height: 0, overflow: 'hidden', visibility: 'hidden', contain: 'strict'});
        // What is in there is nobody else's text: not for searching, not for other scripts.
        host.attachShadow({mode: 'closed'}).append(this.copy);
        document.body.append(host);
    }

    // Only for a pause. Whether it is finished; if not, it wants to be called again when the browser is idle.
    update() {
        this.fit();
        const lines = this.area.value.split('\n');
        const shorter = Math.min(lines.length, this.lines.length);
        let start = 0;
        while (start < shorter && lines[start] === this.lines[start]) {
            start += 1;
        }
        let kept = 0;
        while (kept < shorter - start && lines.at(-1 - kept) === this.lines.at(-1 - kept)) {
            kept += 1;
        }
        this.remove(start, this.lines.length - kept);
        const end = this.insert(start, lines.slice(start, lines.length - kept));
        return end === lines.length - kept;
    }

    remove(start, end) {
        this.lines.splice(start, end - start);
        this.rows.splice(start, end - start).forEach(row => row.remove());
    }

    insert(start, lines) {
        const behind = this.rows[start] || null;
        const fresh = [];
        let length = 0;
        for (const line of lines) {
            if (length > AT_ONCE) {
                break;
            }
            length += line.length + 1;
            const row = document.createElement('div');
            // An empty one would have no height.
            row.textContent = line || '\u200b';
            this.copy.insertBefore(row, behind);
            fresh.push(row);
        }
        this.lines.splice(start, 0, ...lines.slice(0, fresh.length));
        this.rows.splice(start, 0, ...fresh);
        return start + fresh.length;
    }

    // As wide as the text, in its letters; only what changed is laid out again.
    fit() {
        const style = getComputedStyle(this.area);
        this.padding = parseFloat(style.paddingTop);
        const width = this.area.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const wanted = {...Object.fromEntries(LIKE.map(name => [name, style[name]])), width: `${width}px`};
        // As a factor, as in the styles: Chromium rounds pixels otherwise, which adds up over thousands of lines.
        wanted.lineHeight = parseFloat(style.lineHeight) / parseFloat(style.fontSize) || style.lineHeight;
        const key = Object.values(wanted).join();
        if (key !== this.fitted) {
            this.fitted = key;
            Object.assign(this.copy.style, wanted);
        }
    }

    // Of a place such as 12.5, halfway through the line 12, counted from 0.
    yOf(place) {
        const number = Math.min(Math.max(0, Math.floor(place)), this.rows.length - 1);
        const row = this.rows[number].getBoundingClientRect();
        return this.padding + row.top - this.origin() + Math.min(1, place - number) * row.height;
    }

    placeAt(y) {
        const wanted = y - this.padding + this.origin();
        let [low, high] = [0, this.rows.length - 1];
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (this.rows[middle].getBoundingClientRect().top <= wanted) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        const row = this.rows[low].getBoundingClientRect();
        return low + Math.min(1, Math.max(0, wanted - row.top) / row.height);
    }

    origin() {
        return this.copy.getBoundingClientRect().top;
    }
}
