"""HTML of any origin as clean Markdown in the dialect of `markdown.py`: for what is pasted and what is imported.

Pure: nothing is fetched. HTML is hostile and broken; nh3 parses it as a browser does. What no text has is dropped:
scripts, styles, forms, classes, and addresses that are neither of the web nor of mail. The programs that people paste
from write bold as a style, lists as paragraphs and line numbers as tables; that is read as it is meant.

Not markdownify: it escapes too little or everything, loses code with backticks in it, breaks bold off where words meet,
knows no footnotes, figures or notes, and numbers a long list in quadratic time.
"""

import re
from dataclasses import dataclass

from blog.text.html_reading.blocks import Blocks
from blog.text.html_reading.escapes import escape, escape_lines
from blog.text.html_reading.footnotes import footnotes
from blog.text.html_reading.inline import Reading
from blog.text.html_reading.tree import tree, words_alone

# In characters; what is longer is not converted but for its words.
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Converted:
    """`lost_pictures`: how many could not be taken along, for they lie in the HTML or on somebody's disk."""

    markdown: str
    lost_pictures: int = 0


def html_to_markdown(html: str, *, base: str = "") -> Converted:
    """Never raises, whatever the HTML. Relative addresses are resolved against `base`; without it they are dropped."""
    root = tree(html) if len(html) <= MAX_CHARACTERS else None
    if root is None:
        return Converted(_paragraphs(words_alone(html)))
    notes, numbers = footnotes(root)
    reading = Reading(base=base, footnotes=numbers)
    blocks = Blocks(reading)
    found = blocks.of(root)
    for number, note in enumerate(notes, start=1):
        words = "\n\n".join(blocks.of(note)).replace("\n", "\n    ")
        found.append(re.sub(r"[ ]+$", "", f"[^{number}]: {words}", flags=re.MULTILINE))
    return Converted("\n\n".join(found), reading.lost_pictures)


def _paragraphs(words: str) -> str:
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return "\n\n".join(escape_lines(escape(line)) for line in lines if line)
