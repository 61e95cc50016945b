import pytest

from blog.models import CrossPost, Redirect, Source
from tests.factories import PostFactory, RedirectFactory, SourceFactory
from tests.transfer.trees import folder, imported, messages, only_post, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root", "media")]


def test_aliases_become_redirects(tmp_path):
    aliases = "[/old/one/, https://old.example/caf%C3%A9, '/?p=12']"
    imported(folder(tmp_path, {"a.md": post(aliases=aliases)}))
    assert {redirect.old_path: redirect.target for redirect in Redirect.objects.all()} == dict.fromkeys(
        ["/old/one/", "/café", "/?p=12"], "/2014/05/a/"
    )


@pytest.mark.parametrize(
    ("alias", "reason"),
    [
        ("/", "is no path that can be redirected"),
        ("/" + "x" * 500, "is no path that can be redirected"),
        ("/2014/05/b/", "is the address of b.md"),
        ("/2014/11/mine/", "is the address of the post “Mine”"),
        ("/taken/", "leads to /elsewhere/ already"),
    ],
)
def test_alias_that_cannot_be_is_left_out_with_a_warning(tmp_path, alias, reason):
    PostFactory(title="Mine", slug="mine", published=True)
    RedirectFactory(old_path="/taken/", is_gone=False, url="/elsewhere/")
    run = imported(folder(tmp_path, {"a.md": post(aliases=f'["{alias}"]'), "b.md": post("B")}))
    assert run.summary == "created 2, updated 0, unchanged 0, failed 0"
    assert messages(run) == [f"a.md: the alias {alias} {reason}; no redirect was left"]
    assert Redirect.objects.count() == 1


def test_own_address_as_an_alias_needs_no_redirect(tmp_path):
    run = imported(folder(tmp_path, {"a.md": post(permalink="/2014/05/a/")}))
    assert messages(run) == []
    assert not Redirect.objects.exists()


def test_sources_are_found_ignoring_case_and_made_once(tmp_path):
    mine = SourceFactory(name="EXAMPLE blog")
    imported(
        folder(
            tmp_path,
            {
                "a.md": post("A", "(This post was cross-posted from the Example Blog.)"),
                "b.md": post("B", "(Cross-post from Example Blog and LinkedIn)"),
                "c.md": post("C", cross_posted_from="linkedin"),
            },
        )
    )
    assert sorted(Source.objects.values_list("name", "sentence_name")) == [
        ("EXAMPLE blog", "the EXAMPLE blog"),
        ("LinkedIn", ""),
    ]
    assert mine.cross_posts.count() == 2


def test_corrected_source_replaces_the_one_of_the_last_import(tmp_path):
    path = folder(tmp_path, {"a.md": post(cross_posted_from="Exmaple")})
    imported(path)
    CrossPost.objects.create(post=only_post(), source=SourceFactory(name="By hand"))
    folder(tmp_path, {"a.md": post(cross_posted_from="{source: Example, url: 'https://e.example/', canonical: true}")})
    imported(path)
    rows = {str(row.source): row.url for row in only_post().cross_posts.all()}
    assert rows == {"By hand": "", "Example": "https://e.example/"}
    assert only_post().canonical_url() == "https://e.example/"
