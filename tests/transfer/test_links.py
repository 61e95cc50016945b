"""Links and pictures of the texts: found in the import, written anew in the posts."""

import pytest

from blog.models import Image, Post
from tests.factories import png
from tests.transfer.trees import failures, folder, imported, messages, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root", "media")]


def body(path, files: dict, slug: str = "from") -> str:
    run = imported(folder(path, files))
    assert failures(run) == []
    return Post.objects.get(slug=slug).body.strip()


@pytest.mark.parametrize("name", ["a-first.md", "z-last.md"])  # imported before or after the post that links to it
@pytest.mark.parametrize(
    "written",
    [
        "posts/{stem}.md",
        "./posts/{stem}.md",
        "/posts/{stem}.md",
        "/posts/{stem}/",
        "posts/{stem}/",
        "@/posts/{stem}.md",
        "/was/here/",
        "/was/here",
        "https://old.example/full/",
    ],
)
def test_link_to_another_document_becomes_its_address(tmp_path, name, written):
    written = written.format(stem=name.removesuffix(".md"))
    target = post("Target", slug="target", aliases="[/was/here/, 'https://old.example/full/']")
    text = body(tmp_path, {"from.md": post("From", f"See [it]({written})."), f"posts/{name}": target})
    assert text == "See [it](/2014/05/target/)."


def test_anchors_titles_and_reference_links_are_kept(tmp_path):
    written = '[a](b.md#part "Title") [b] [c][b]\n\n[b]: b.md#other\n\n`[code](b.md)`'
    text = body(tmp_path, {"from.md": post("From", written), "b.md": post("B")})
    assert text == written.replace("(b.md#part", "(/2014/05/b/#part").replace("]: b.md#", "]: /2014/05/b/#")


def test_documents_link_to_each_other_in_a_circle(tmp_path):
    files = {"from.md": post("From", "[b](b.md)"), "b.md": post("B", "[from](from.md)")}
    assert body(tmp_path, files) == "[b](/2014/05/b/)"
    assert Post.objects.get(slug="b").body.strip() == "[from](/2014/05/from/)"


@pytest.mark.parametrize(
    "written",
    [
        '{{< ref "posts/target.md" >}}',
        '{{< relref "/posts/target" >}}',
        '{{% ref "target" %}}',
        '{{< ref "target.md" >}}',
    ],
)
def test_hugo_references_become_addresses(tmp_path, written):
    files = {
        "hugo.toml": "",
        "content/posts/from.md": post("From", f"[it]({written})"),
        "content/posts/target.md": post("Target"),
    }
    assert body(tmp_path, files) == "[it](/2014/05/target/)"


@pytest.mark.parametrize("written", ["{% post_url 2014-05-20-target %}", "{% link _posts/2014-05-20-target.md %}"])
def test_jekyll_references_become_addresses(tmp_path, written):
    files = {
        "_config.yml": "",
        "_posts/2014-05-19-from.md": post("From", f"[it]({{{{ site.baseurl }}}}{written})"),
        "_posts/2014-05-20-target.md": post("Target"),
    }
    assert body(tmp_path, files) == "[it](/2014/05/target/)"


def test_absolute_links_to_the_old_site_become_addresses(tmp_path):
    files = {
        "_config.yml": "url: https://old.example",
        "_posts/2014-05-19-from.md": post(
            "From", "[a](https://old.example/target.html) [b](https://other.example/target.html)"
        ),
        "_posts/2014-05-20-target.md": post("Target", permalink="/target.html"),
    }
    assert body(tmp_path, files) == "[a](/2014/05/target/) [b](https://other.example/target.html)"


def test_links_that_lead_nowhere_stay_and_are_warned_of(tmp_path):
    written = (
        "[a](gone.md) [b](#here) [c](mailto:a@b.example) [d](https://x.example/gone.md) [e](/about/) [f](talk.pdf)"
    )
    run = imported(folder(tmp_path, {"from.md": post("From", written)}))
    assert messages(run) == [
        "from.md:6: the link gone.md leads to nothing that is imported; it stays as it is",
        "from.md:6: the link talk.pdf leads to nothing that is imported; it stays as it is",
    ]
    assert Post.objects.get().body.strip() == written


def test_each_dead_link_is_warned_of_once_and_not_without_end(tmp_path):
    links = " ".join(f"[a]({number % 30}.md)" for number in range(90))
    run = imported(folder(tmp_path, {"from.md": post("From", links)}))
    assert len(messages(run)) == len(set(messages(run))) == 20


def test_link_to_an_undated_draft_stays_until_it_has_an_address(tmp_path):
    files = {"from.md": post("From", "[b](b.md)"), "b.md": "---\ntitle: B\ndraft: true\n---\n"}
    run = imported(folder(tmp_path, files))
    assert messages(run) == [
        "from.md:6: the link b.md leads to a draft without a date, which has no address yet; it stays as it is"
    ]
    folder(tmp_path, {"b.md": post("B")})
    assert imported(tmp_path).summary == "created 0, updated 2, unchanged 0, failed 0"
    assert Post.objects.get(slug="from").body.strip() == "[b](/2014/05/b/)"


@pytest.mark.parametrize(
    ("file", "written"),
    [
        ("posts/one.png", "one.png"),
        ("posts/one.png", "./one.png"),
        ("posts/img/one.png", "img/one.png"),
        ("pictures/one.png", "../pictures/one.png"),
        ("static/img/one.png", "/img/one.png"),
        ("assets/one.png", "/assets/one.png"),
        ("assets/one.png", "assets/one.png"),
        ("posts/one two.png", "one%20two.png"),
        ("posts/one two.png", "<one two.png>"),
        ("posts/100%.png", "100%.png"),
        ("posts/one#2.png", "one%232.png"),
        ("posts/one.png", "one.png?v=3"),
        ("posts/One.PNG", "one.png"),
        ("posts/köln.png", "k%C3%B6ln.png"),
    ],
)
def test_picture_is_found_and_comes_along(tmp_path, file, written):
    text = body(tmp_path, {"posts/from.md": post("From", f'![Alt]({written} "A title")'), file: png()})
    image = Image.objects.get()
    assert f"![Alt]({image.reference}" in text.replace("(<", "(").replace(">", "")
    assert text.endswith('"A title")')
    assert image.url in Post.objects.get().body_html


@pytest.mark.parametrize(
    ("head", "written", "alt"),
    [
        ("", "![A hill](one%20two.png)", "A hill"),
        ("", "<img src='one%20two.png' alt='A hill'>", "A hill"),
        ("", "![](one%20two.png)", ""),
        ("cover: {image: one%20two.png, alt: A cover}", "![A hill](one%20two.png)", "A cover"),
        ("cover: one%20two.png", "![A hill](one%20two.png)", "A hill"),
    ],
)
def test_picture_brings_the_words_for_what_it_shows(tmp_path, head, written, alt):
    text = f"---\ntitle: From\ndate: 2014-05-20\n{head}\n---\n{written}"
    assert body(tmp_path, {"from.md": text, "one two.png": png()})
    assert Image.objects.get().alt == alt


def test_pictures_in_html_come_along_too(tmp_path):
    text = body(tmp_path, {"from.md": post("From", '<img alt="x" src="a.png">'), "a.png": png()})
    assert text == f'<img alt="x" src="{Image.objects.get().reference}">'
    assert Image.objects.get().url in Post.objects.get().body_html


def test_linked_picture_leads_to_its_file(tmp_path):
    files = {"from.md": post("From", "[![](s.png)](l.png)"), "s.png": png(1, 1), "l.png": png(9, 9)}
    text = body(tmp_path, files)
    small, large = Image.objects.get(width=1), Image.objects.get(width=9)
    assert text == f"[![]({small.reference})]({large.reference})"
    made = Post.objects.get()
    assert f'<a href="{large.url}">' in made.body_html
    assert set(made.images.all()) == {small, large}


def test_same_picture_in_many_documents_is_one_image(tmp_path):
    files = {f"{n}.md": post(f"Post {n}", "![](/static/p.png) ![](static/p.png)") for n in range(3)}
    imported(folder(tmp_path, files | {"static/p.png": png()}))
    reference = Image.objects.get().reference
    assert {found.body.strip() for found in Post.objects.all()} == {f"![]({reference}) ![]({reference})"}


@pytest.mark.parametrize("written", ["https://x.example/a.png", "//x.example/a.png", "data:image/png;base64,AA=="])
def test_pictures_elsewhere_stay_where_they_are(tmp_path, written):
    assert body(tmp_path, {"from.md": post("From", f"![]({written})")}) == f"![]({written})"
    assert not Image.objects.exists()


@pytest.mark.parametrize("written", ["../../../etc/passwd", "/etc/passwd", "../outside.png", "..%2foutside.png"])
def test_picture_outside_the_import_is_never_read(tmp_path, written):
    (tmp_path / "outside.png").write_bytes(png())
    run = imported(folder(tmp_path / "site", {"from.md": post("From", f"![]({written})")}))
    assert failures(run) == [
        f"from.md:6: the picture {written} is not there; put it beside the text or correct its path"
    ]
    assert not Image.objects.exists()


def test_missing_cover_is_named_with_its_line(tmp_path):
    run = imported(folder(tmp_path, {"from.md": post("From", cover="gone.png")}))
    assert failures(run) == ["from.md:4: the picture gone.png is not there; put it beside the text or correct its path"]


def test_cover_elsewhere_is_left_out_with_a_warning(tmp_path):
    run = imported(folder(tmp_path, {"from.md": post("From", cover="https://x.example/a.png")}))
    assert messages(run) == ["from.md:4: the cover https://x.example/a.png is elsewhere and cannot come along"]
    assert Post.objects.get().cover is None
