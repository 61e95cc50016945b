"""Posts whose words are spread as in natural language, so that some are in every text and most in very few."""

from collections.abc import Iterator
from itertools import accumulate, product
from random import Random
from typing import Any

from blog.management.make_posts.writer import Row, Writer

TEXTS = 5_000
VOCABULARY = 60_000
SYLLABLES = (
    "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bre cla dor fel gri hol jan kur lem mos".split()
)
ENDINGS = ["", "n", "r", "st", "ng", "l"]


def vocabulary() -> list[str]:
    """The same words each time, the most used first."""
    made = ("".join(parts) + end for parts in product(SYLLABLES, repeat=3) for end in ENDINGS)
    words = [word for word, _ in zip(made, range(2 * VOCABULARY), strict=False)]
    Random(7).shuffle(words)
    return words[:VOCABULARY]


class WordyWriter(Writer):
    """A word of rank n is used 1/n as often as the first, as George Zipf found; titles take rarer ones."""

    def __init__(self, **options: Any) -> None:
        self.vocabulary = vocabulary()
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self.rarer = list(accumulate(1 / (rank + 60) for rank in range(VOCABULARY)))
        super().__init__(**options)

    def rendered_texts(self, count: int, words: tuple[int, int]) -> Iterator[Row]:
        (template,) = super().rendered_texts(1, words)
        for _ in range(min(TEXTS, self.total)):
            chosen = self.dice.choices(self.vocabulary, cum_weights=self.weights, k=self.dice.randint(*words))
            sentences = [" ".join(chosen[at : at + 12]).capitalize() + "." for at in range(0, len(chosen), 12)]
            text = "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
            self.pictures_in[text] = []
            yield template | {
                "body": text,
                "body_html": f"<p>{text}</p>",
                "plain_text": text.replace("\n\n", "\n"),
                "generated_excerpt": text[:240],
                "word_count": len(chosen),
                "cover_id": None,
            }

    def make_post(self, ordinal: int, pk: int) -> Row:
        title = self.dice.choices(self.vocabulary, cum_weights=self.rarer, k=self.dice.randint(3, 8))
        own = {"title": " ".join(title).capitalize(), "slug": f"{'-'.join(title)[:150]}-{pk}"}
        return super().make_post(ordinal, pk) | own
