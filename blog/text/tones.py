"""The colours that stand in a picture's place until it is there: 216 of them, since pages have no inline styles."""

import re

_STEPS = "0369cf"
# A class for each, of the colour that it says: `tone-36c` is #36c. static/css/tones.css has their rules.
TONES = frozenset(f"tone-{red}{green}{blue}" for red in _STEPS for green in _STEPS for blue in _STEPS)


def tone_of(colour: str) -> str:
    """The class nearest to `#rrggbb`; none for what is not such a colour."""
    if not re.fullmatch("#[0-9a-f]{6}", colour):
        return ""
    levels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "tone-" + "".join(_STEPS[round(level / 51)] for level in levels)


def stylesheet() -> str:
    """What static/css/tones.css says; `python -m blog.text.tones` prints it."""
    rules = "".join(f".{tone}{{background:#{tone.removeprefix('tone-')}}}\n" for tone in sorted(TONES))
    return f"/* Made by python -m blog.text.tones: what stands in a picture's place until it is there. */\n{rules}"


if __name__ == "__main__":
    print(stylesheet(), end="")  # noqa: T201
