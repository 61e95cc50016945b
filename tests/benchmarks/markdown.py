"""How long 200 kB take to render, of ordinary text and of the worst known: `python -m tests.benchmarks.markdown`."""

import time

from blog.text.markdown import render
from tests.text.test_limits import FLOODS

SIZE = 200_000
PROSE = (
    "## A heading\n\nSome *ordinary* “words” with a [link](https://example.com/) and `code`.\n\n- one\n- two\n\n"
    * 3_000
)


def main() -> None:
    texts = {"ordinary text": PROSE[:SIZE]}
    texts |= {repr(flood): (flood * SIZE)[:SIZE] for flood in FLOODS}
    for name, text in texts.items():
        began = time.process_time()
        render(text)
        print(f"{name:20} {time.process_time() - began:6.2f} s")  # noqa: T201


if __name__ == "__main__":
    main()
