// What two short texts have in common, word by word.

// Words of one times words of the other: beyond this only what both begin and end with is compared.
const CHEAP = 250_000;

function lengths(one, other) {
    const width = other.length + 1;
    const table = new Uint16Array((one.length + 1) * width);
    for (let i = one.length - 1; i >= 0; i--) {
        for (let j = other.length - 1; j >= 0; j--) {
            table[i * width + j] = isSame(one[i], other[j])
                ? table[(i + 1) * width + j + 1] + 1
                : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
        }
    }
    return (i, j) => table[i * width + j];
}

// Each word with the space behind it, which does not count.
function parts(text) {
    return text.match(/\S+\s*|\s+/g) || [];
}

function isSame(one, other) {
    return one.trim() === other.trim();
}

// For each of the two a list of [words, whether they differ from the other's].
export function compareWords(one, other) {
    const [a, b] = [parts(one), parts(other)];
    const sides = [[], []];
    const add = (side, word, differs) => {
        const last = sides[side].at(-1);
        if (last && last[1] === differs) {
            last[0] += word;
        } else {
            sides[side].push([word, differs]);
        }
    };
    const both = (i, j) => {
        add(0, a[i], false);
        add(1, b[j], false);
    };
    let start = 0;
    while (start < a.length && start < b.length && isSame(a[start], b[start])) {
        both(start, start);
        start++;
    }
    let [endA, endB] = [a.length, b.length];
    while (endA > start && endB > start && isSame(a[endA - 1], b[endB - 1])) {
        endA--;
        endB--;
    }
    const isCheap = (endA - start) * (endB - start) <= CHEAP;
    const common = isCheap ? lengths(a.slice(start, endA), b.slice(start, endB)) : () => 0;
    let [i, j] = [start, start];
    while (i < endA || j < endB) {
        if (isCheap && i < endA && j < endB && isSame(a[i], b[j])) {
            both(i++, j++);
        } else if (j >= endB || (i < endA && common(i + 1 - start, j - start) >= common(i - start, j + 1 - start))) {
            add(0, a[i++], true);
        } else {
            add(1, b[j++], true);
        }
    }
    for (; i < a.length; i++, j++) {
        both(i, j);
    }
    return sides;
}
