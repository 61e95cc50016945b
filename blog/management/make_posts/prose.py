"""Made-up English: readable sentences of a small workshop, with the headings, lists, code and links of real posts."""

from collections.abc import Callable, Sequence
from random import Random

NOUNS = (
    "bench lamp ledger kettle gearbox window spreadsheet timetable lathe pump queue sensor archive garden drawing "
    "battery switch notebook ladder workshop budget filter bicycle compass meeting radio shelf server engine bridge "
    "database pencil backup deadline prototype manual invoice antenna hinge drill thermometer checklist"
).split()
ADJECTIVES = (
    "quiet broken careful second-hand forgotten heavy narrow borrowed early patient crooked cheap honest temporary "
    "unlabelled bright slow reliable noisy wooden tiny green half-finished stubborn"
).split()
PLACES = (
    "in the back room|on the last train|behind the greenhouse|at the kitchen table|near the harbour|in the basement|"
    "on the roof|under the stairs|beside the river|in the old library"
).split("|")
TIMES = (
    "last winter|before breakfast|on a Tuesday|after the rain|three weeks later|by the end of March|every morning|"
    "late one evening|during the holidays|in the first year"
).split("|")
PEOPLE = "Marta Jonas Aylin Priya Tomasz Noor Henrik Lucía Wanjiru Odile Kenji Róisín".split()
DEEDS = (
    "repaired|measured|painted|sold|forgot|rebuilt|photographed|borrowed|documented|replaced|sharpened|took apart"
).split("|")

SENTENCES = [
    "{Time}, {person} {deed} the {adjective} {noun} {place}.",
    "The {noun} was {adjective}, and nobody had asked why.",
    "It took {number} attempts until the {noun} did what the {noun2} had always done.",
    "What we wanted was a {adjective} {noun}; what we had was a {noun2} and {number} screws.",
    "{person} keeps a list of every {noun} that came in {place}, and the list is longer than the room.",
    "If you have never {deed} a {noun}, begin with a {adjective} one.",
    "There is a rule {place}: whoever moves the {noun} also moves the {noun2}.",
    "The numbers say {number} per cent, but the {noun} says otherwise.",
    "“A {noun} is only ever {adjective} once,” said {person}, and put it back {place}.",
    "We measured the {noun} {number} times and got {number2} answers.",
    "{Time} the {adjective} {noun} failed, and with it went the {noun2}.",
    "Most of the work is waiting for the {noun} to cool.",
    "That is why the {noun2} stands {place}, where the {noun} cannot reach it.",
    "I would do it again, though with a better {noun} and without the {noun2}.",
    "Nothing about the {noun} is difficult, except that it has to be {adjective} on the day.",
    "Since then the {noun} has needed {number} minutes of attention a week, which is less than the {noun2} gets.",
    "You can see the difference {place} when the light is low.",
    "The {adjective} part was telling {person}.",
    "A [note on the {noun}](https://example.com/{noun}/{number}) has the details for *{adjective}* people.",
    "The **{noun}** comes first; the {noun2} can wait.",
]
TITLES = [
    "What the {noun} taught us about the {noun2}",
    "The {adjective} {noun}, {number} years later",
    "How {person} {deed} the {noun}",
    "Notes on a {adjective} {noun}",
    "A {noun}, a {noun2} and {number} screws",
    "Why we no longer need the {noun}",
    "{Time}: the {noun}",
    "Building a {adjective} {noun} {place}",
    "In praise of the {adjective} {noun}",
    "Where did the {noun} go?",
]
CODE = [
    '```python\ndef settle({noun}, limit={number}):\n    """Wait until the {noun} stops moving."""\n'
    "    while {noun}.speed > limit:\n        {noun}.pause()\n    return {noun}\n```",
    '```json\n{{\n  "{noun}": {{"{adjective}": true, "count": {number}}},\n  "{noun2}": null\n}}\n```',
    "```sh\nls {noun}/ | sort | head -n {number}\ncp -r {noun} {noun2}.bak\n```",
    "```sql\nSELECT {noun}, count(*)\nFROM {noun2}s\nWHERE size > {number}\nGROUP BY {noun};\n```",
]


def fill(template: str, dice: Random) -> str:
    time = dice.choice(TIMES)
    noun, noun2 = dice.sample(NOUNS, 2)
    return template.format(
        noun=noun,
        noun2=noun2,
        adjective=dice.choice(ADJECTIVES),
        place=dice.choice(PLACES),
        Time=time[0].upper() + time[1:],
        person=dice.choice(PEOPLE),
        deed=dice.choice(DEEDS),
        number=dice.randint(2, 90),
        number2=dice.randint(2, 9),
    )


def title(dice: Random) -> str:
    return fill(dice.choice(TITLES), dice)


def sentence(dice: Random) -> str:
    return fill(dice.choice(SENTENCES), dice)


def paragraph(dice: Random) -> str:
    return " ".join(sentence(dice) for _ in range(dice.randint(3, 6)))


def nested_list(dice: Random) -> str:
    lines = []
    for _ in range(dice.randint(2, 4)):
        lines.append(f"- {sentence(dice)}")
        lines += [f"    - {sentence(dice)}" for _ in range(dice.choice([0, 0, 2]))]
    return "\n".join(lines)


def numbered_list(dice: Random) -> str:
    return "\n".join(f"{number}. {sentence(dice)}" for number in range(1, dice.randint(3, 6)))


def quotation(dice: Random) -> str:
    return f"> {sentence(dice)}\n>\n> — {dice.choice(PEOPLE)}"


def table(dice: Random) -> str:
    rows = [f"| {noun} | {dice.choice(ADJECTIVES)} | {dice.randint(1, 400)} |" for noun in dice.sample(NOUNS, 4)]
    return "\n".join(["| Thing | State | Hours |", "|:--|:--|--:|", *rows])


def code(dice: Random) -> str:
    return fill(dice.choice(CODE), dice)


def picture(dice: Random, references: Sequence[str]) -> str:
    caption = fill("The {noun} {place}", dice)
    return f'![{fill("A {adjective} {noun}", dice)}]({dice.choice(references)} "{caption}")'


EXTRAS: list[Callable[[Random], str]] = [nested_list, numbered_list, quotation, table, code]


def body(dice: Random, words: int, pictures: Sequence[str] = ()) -> str:
    """Markdown of about `words` words. `pictures` are destinations such as `image:45`, shown in one text of two."""
    blocks, count, since_heading = [], 0, 0
    while count < words:
        if since_heading > 160:
            blocks.append("## " + fill("The {adjective} {noun}", dice))
            since_heading = 0
        is_extra = blocks and words >= 100 and dice.random() < 0.25
        block = dice.choice(EXTRAS)(dice) if is_extra else paragraph(dice)
        if count + len(block.split()) > words:
            block = cut(paragraph(dice), words - count)
        blocks.append(block)
        count += len(block.split())
        since_heading += len(block.split())
    if pictures and words >= 100 and dice.random() < 0.5:
        blocks.insert(1, picture(dice, pictures))
    return "\n\n".join(blocks)


def cut(text: str, words: int) -> str:
    """The first words, up to the last full stop among them where there is one."""
    kept = " ".join(text.split()[: max(words, 3)])
    whole, full_stop, _ = kept.rpartition(". ")
    return whole + full_stop.strip() if full_stop else kept.rstrip(",;") + " …"
