"""How long the longest texts take to be merged and compared, of ordinary words and of the worst known."""

import time
from collections.abc import Callable

from blog.text.diff import BREAK, merge_texts
from blog.text.word_diff import compare
from tests.benchmarks.table import Row

WORDS = 20_000
KINDS = {
    "all different": [f"w{n}" for n in range(WORDS)],
    "all the same": ["w"] * WORDS,
    "a hundred of them": [f"w{n * n % 101}" for n in range(WORDS)],
}


def measure() -> list[Row]:
    rows = []
    for kind, words in KINDS.items():
        for place, between in (("paragraphs", BREAK), ("words of a paragraph", " ")):
            old, cut = between.join(words), between.join([*words[5_000:], *words[:4_000]])
            other = between.join(word + "!" for word in reversed(words))
            name = f"{WORDS:,} {place}, {kind}"
            rows.append(Row(f"merge {name}", _seconds(lambda: merge_texts(old, cut, other)), "< 10 s"))  # noqa: B023
            rows.append(Row(f"compare {name}", _seconds(lambda: compare(old, cut)), "< 10 s"))  # noqa: B023
    return rows


def _seconds(do: Callable[[], object]) -> str:
    began = time.process_time()
    do()
    return f"{time.process_time() - began:.2f} s"
