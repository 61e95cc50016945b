// Text and preview, scrolled in step by the lines that both know, and the caret put where the preview was clicked.
import {LineHeights} from './line_heights.js';

// Safari has none.
const whenIdle = window.requestIdleCallback || (work => setTimeout(work, 50));
const forget = window.cancelIdleCallback || clearTimeout;
// Pixels.
const SOME_LINES = 40;
// What somebody moves a side with. Scrolling alone does not tell: one side moves the other, and browsers keep places.
const MOVES = ['wheel', 'touchstart', 'pointerdown', 'keydown'];

class TextSide {
    constructor(area) {
        this.area = area;
        this.heights = new LineHeights(area);
    }

    get height() {
        return this.area.clientHeight;
    }

    get most() {
        return this.area.scrollHeight - this.height;
    }

    get top() {
        return this.area.scrollTop;
    }

    set top(y) {
        this.area.scrollTop = y;
    }

    yOf(place) {
        return this.heights.yOf(place);
    }

    placeAt(y) {
        return this.heights.placeAt(y);
    }

    get caret() {
        const {value, selectionEnd} = this.area;
        const start = value.lastIndexOf('\n', selectionEnd - 1) + 1;
        const end = value.indexOf('\n', selectionEnd);
        const length = (end < 0 ? value.length : end) - start;
        return value.slice(0, start).split('\n').length - 1 + (length ? (selectionEnd - start) / (length + 1) : 0);
    }
}

class PageSide {
    constructor(frame) {
        this.frame = frame;
        this.knots = [];
        this.lines = new WeakMap();
    }

    get page() {
        return this.frame.contentDocument.documentElement;
    }

    get height() {
        return this.page.clientHeight;
    }

    get most() {
        return this.page.scrollHeight - this.height;
    }

    get top() {
        return this.page.scrollTop;
    }

    // The site scrolls smoothly to anchors; here that would lag behind.
    set top(y) {
        this.page.scrollTo({top: y, behavior: 'instant'});
    }

    // Where a block begins, and, unless its own blocks say it better, where it ends.
    know(blocks, lines) {
        this.knots = [];
        this.lines = new WeakMap();
        let last = 0;
        blocks.forEach((block, at) => {
            const [first, end] = lines[at];
            this.lines.set(block, [first, end]);
            if (first < last) {
                return;
            }
            this.knots.push({place: first, block, edge: 'top'});
            last = first;
            const next = lines[at + 1];
            if (!next || next[0] >= end) {
                this.knots.push({place: end, block, edge: 'bottom'});
                last = end;
            }
        });
    }

    y({block, edge}) {
        return block.getBoundingClientRect()[edge] + this.top;
    }

    // The last knot that is not behind a value, and the one that follows.
    around(value, of) {
        let [low, high] = [0, this.knots.length - 1];
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (of(this.knots[middle]) <= value) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return [this.knots[low], this.knots[Math.min(low + 1, this.knots.length - 1)]];
    }

    yOf(place) {
        const [before, after] = this.around(place, knot => knot.place);
        return between(place, [before.place, after.place], [this.y(before), this.y(after)]);
    }

    placeAt(y) {
        const [before, after] = this.around(y, knot => this.y(knot));
        return between(y, [this.y(before), this.y(after)], [before.place, after.place]);
    }
}

function between(value, [a, b], [from, to]) {
    return b > a ? from + Math.min(1, Math.max(0, (value - a) / (b - a))) * (to - from) : from;
}

export class InStep {
    constructor(text, frame) {
        this.text = text;
        this.frame = frame;
        this.textSide = new TextSide(text.area);
        this.pageSide = new PageSide(frame);
        this.isTyped = this.isMeasured = false;
        this.leader = this.textSide;
        this.listenTo(text.area, this.textSide, this.pageSide);
        new ResizeObserver(() => this.remeasure(() => null)).observe(text.area);
    }

    // Once the page stands in the frame. Browsers let the parent listen in a frame that runs no scripts of its own.
    listen() {
        const page = this.frame.contentDocument;
        this.listenTo(page, this.pageSide, this.textSide);
        page.addEventListener('click', event => this.click(event));
        // A picture that had no height until it was there.
        page.addEventListener('load', () => this.showCaret(), true);
    }

    listenTo(target, side, other) {
        for (const type of MOVES) {
            target.addEventListener(type, () => { this.leader = side; }, {passive: true});
        }
        target.addEventListener('scroll', () => this.follow(side, other));
    }

    // Nothing is measured until the next pause.
    typed() {
        this.isTyped = true;
        this.leader = this.textSide;
    }

    // After a pause, with what the preview shows by then.
    know(blocks, lines) {
        this.pageSide.know(blocks, lines);
        this.catchUp();
    }

    catchUp() {
        this.measure(() => this.showCaret());
    }

    measure(done) {
        forget(this.idle);
        if (this.textSide.heights.update()) {
            this.isMeasured = true;
            this.isTyped = false;
            done();
        } else {
            this.remeasure(done);
        }
    }

    remeasure(done) {
        this.isMeasured = false;
        forget(this.idle);
        this.idle = whenIdle(() => this.measure(done), {timeout: 1000});
    }

    get isReady() {
        return this.isMeasured && !this.isTyped && this.pageSide.knots.length > 0;
    }

    follow(side, other) {
        if (this.leader === side && this.isReady) {
            this.align(side, other);
        }
    }

    // What is at the top of one is at the top of the other; both have their beginnings and their ends in common.
    align(leader, follower) {
        const {top, most, height} = leader;
        const glide = Math.min(height, most / 2);
        if (glide <= 0) {
            return;
        }
        const wanted = follower.yOf(leader.placeAt(top)) * Math.min(1, top / glide);
        const ending = Math.max(0, 1 - (most - top) / glide);
        follower.top = wanted * (1 - ending) + follower.most * ending;
    }

    // What is being written is seen in the preview, at the height of the eye if it has to move for that.
    showCaret() {
        const {textSide, pageSide} = this;
        if (!this.isReady || textSide.area !== document.activeElement) {
            this.follow(textSide, pageSide);
            return;
        }
        const {caret} = textSide;
        const height = textSide.yOf(caret) - textSide.top;
        const y = pageSide.yOf(caret);
        if (height < -SOME_LINES || height > textSide.height + SOME_LINES) {
            return;
        }
        if (y < pageSide.top + pageSide.height * 0.1 || y > pageSide.top + pageSide.height * 0.9) {
            pageSide.top = y - Math.min(Math.max(height, SOME_LINES), pageSide.height * 0.8);
        }
    }

    click(event) {
        const {target} = event;
        const link = target.closest('a[href]');
        if (link) {
            // The frame shows the preview and nothing else.
            event.preventDefault();
            const place = link.getAttribute('href');
            if (place.startsWith('#')) {
                target.ownerDocument.getElementById(decodeURIComponent(place.slice(1)))?.scrollIntoView();
                return;
            }
        }
        const block = target.closest('[data-lines]');
        if (block && this.isReady && !target.closest('summary') && target.ownerDocument.getSelection().isCollapsed) {
            this.putCaret(block, event.clientY);
        }
    }

    putCaret(block, height) {
        const {textSide, pageSide} = this;
        const [first, end] = pageSide.lines.get(block);
        const line = Math.min(Math.max(first, Math.floor(pageSide.placeAt(pageSide.top + height))), end - 1);
        this.text.select(textSide.heights.lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0));
        textSide.top = textSide.yOf(line) - Math.min(height, textSide.height * 0.8);
    }
}
