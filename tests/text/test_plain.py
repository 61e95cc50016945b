"""Words as they are written into Markdown, and read out of it again."""

import pytest

from blog.models import Image
from blog.text.markdown import render
from blog.text.pictures import Picture


@pytest.mark.parametrize(
    "alt",
    [
        "A hill",
        "Left] and [right",
        "[draft] *not* `this` _or_ that_one __x__",
        "C:\\new\\",
        "a <b> & &copy; ![x](y)",
        "Ende \\",
        "![",
        "a] (image:1",
    ],
)
def test_description_of_a_picture_comes_out_as_it_went_in(alt):
    image = Image(pk=45, alt=alt)
    known = {"image:45": Picture("/media/a.png", 4, 3)}
    html = render(f"Look: {image.markdown} there", pictures=lambda _: known).html
    assert html.count("<img") == 1
    assert render(image.markdown, pictures=lambda _: known).plain_text.strip() == alt
