"""The form without scripts: it shows what is being written, and merges with what others saved."""

import pytest

from blog.actions.posts import save_post
from blog.models import Post, WorkingCopy
from tests.admin.forms import fields_of, send
from tests.admin.test_post_verbs import do
from tests.admin.writing import Tab
from tests.factories import LONG_AGO, ImageFactory, SeriesFactory, TagFactory

ADD = "/admin/blog/post/add/"


def editor_of(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/change/"


def written(author, **fields) -> Post:
    post = Post(author=author, **({"title": "A title", "body": "One.\n\nTwo.\n\nThree."} | fields))
    save_post(post=post, by=author)
    return post


def test_texts_of_two_people_in_different_paragraphs_are_merged_without_a_word(client, alice, eve):
    post = written(alice)
    cover, series = ImageFactory(), SeriesFactory()
    client.force_login(alice)
    # As a browser sends lines.
    typed = fields_of(client, editor_of(post), body="One!\r\n\r\nTwo.\r\n\r\nThree.", tags=["Sea"], _save="")
    post.body, post.cover, post.series = "One.\n\nTwo.\n\nThree!", cover, series
    save_post(post=post, by=eve, tags=[TagFactory(name="Hill")])
    assert client.post(editor_of(post), typed).status_code == 302
    post.refresh_from_db()
    assert (post.body, post.cover, post.series) == ("One!\n\nTwo.\n\nThree!", cover, series)
    assert sorted(tag.name for tag in post.tags.all()) == ["Hill", "Sea"]
    merged, mine, eves = post.revisions.all()[:3]
    assert (merged.reason, merged.parents, merged.base_version) == ("merged", [eves.version, mine.version], 1)
    assert (mine.by, mine.snapshot["body"], mine.snapshot["cover_id"]) == (alice, "One!\n\nTwo.\n\nThree.", None)


@pytest.mark.parametrize(("choice", "text"), [("mine", "Alice"), ("theirs", "Eve"), ("both", "Eve\n\nAlice")])
def test_paragraph_that_both_changed_is_chosen_in_the_form(client, alice, eve, choice, text):
    post = written(alice)
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), body="One!\n\nAlice\n\nThree.", _save="")
    post.body = "One.\n\nEve\n\nThree!"
    save_post(post=post, by=eve)
    response = client.post(editor_of(post), typed)
    [conflict] = response.context["adminform"].form.conflicts
    chosen = f"choice_{conflict['key']}"
    assert f'name="{chosen}"' in response.content.decode()
    assert Post.objects.get().body == "One.\n\nEve\n\nThree!"
    assert client.post(editor_of(post), typed | {chosen: choice}).status_code == 302
    assert Post.objects.get().body == f"One!\n\n{text}\n\nThree!"


def test_title_that_both_changed_is_shown_escaped(client, alice, eve):
    post = written(alice)
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), title="Mine", _save="")
    post.title = "<script>theirs</script>"
    save_post(post=post, by=eve)
    page = client.post(editor_of(post), typed).content.decode()
    assert "&lt;script&gt;theirs" in page
    assert "<script>theirs" not in page


def test_editor_opens_with_what_is_being_written_and_saving_folds_it_in(client, alice):
    post = written(alice)
    Tab(alice, post).save(title="Newer", body="Typed", tags=["Sea"], publish_at="2030-01-02T10:00")
    client.force_login(alice)
    fields = fields_of(client, editor_of(post))
    assert [fields[name] for name in ("title", "tags", "publish_at_0", "publish_at_1", "version", "sequence")] == [
        ["Newer"],
        ["Sea"],
        ["2030-01-02"],
        ["10:00"],
        ["1"],
        ["1"],
    ]
    send(client, editor_of(post), _save="")
    post.refresh_from_db()
    assert (post.title, post.body.strip(), post.version) == ("Newer", "Typed", 2)
    assert not WorkingCopy.objects.get().is_open


def test_wrong_date_that_was_kept_is_shown_as_it_was_typed(client, alice):
    post = written(alice)
    Tab(alice, post).save(publish_at="2030-02-31T10:00", cover="nonsense", series="x", title="x" * 10_000)
    client.force_login(alice)
    fields = fields_of(client, editor_of(post))
    assert (fields["publish_at_0"], fields["publish_at_1"]) == (["2030-02-31"], ["10:00"])
    response = send(client, editor_of(post), _save="")
    assert {"publish_at", "title"} <= set(response.context["adminform"].form.errors)
    assert WorkingCopy.objects.get().is_open


def test_what_somebody_typed_after_the_form_was_opened_stays_being_written(client, alice, eve):
    post = written(alice)
    tab = Tab(eve, post)
    tab.save(body="One.\n\nTwo.\n\nThree, by Eve.")
    client.force_login(alice)
    typed = fields_of(client, editor_of(post), title="By Alice", _save="")
    tab.save(body="One.\n\nTwo, by Eve.\n\nThree, by Eve.")
    assert client.post(editor_of(post), typed).status_code == 302
    assert Post.objects.get().title == "By Alice"
    copy = WorkingCopy.objects.get()
    assert copy.fields["body"] == "One.\n\nTwo, by Eve.\n\nThree, by Eve."
    send(client, editor_of(post), _save="")
    post.refresh_from_db()
    assert (post.title, post.body) == ("By Alice", "One.\n\nTwo, by Eve.\n\nThree, by Eve.")


def test_form_of_a_new_post_saves_the_draft_that_its_tab_has_begun(client, alice):
    client.force_login(alice)
    tab = Tab(alice)
    typed = fields_of(client, ADD, title="One", body="More text", tab=tab.name, _save="")
    tab.save(title="One", body="Text")
    client.post(ADD, typed)
    assert Post.objects.get().body == "More text"


def test_form_of_a_new_post_takes_nobody_else_s_draft(client, alice, bob):
    tab = Tab(alice)
    tab.save(title="Hers")
    client.force_login(bob)
    send(client, ADD, title="His", tab=tab.name, _save="")
    assert Post.objects.filter(author=bob).get().title == "His"


def test_times_of_the_post_survive_a_save_with_a_working_copy(client, alice):
    post = written(alice, status="published", publish_at=LONG_AGO)
    Tab(alice, post).save(title="New")
    client.force_login(alice)
    send(client, editor_of(post), _save="")
    post.refresh_from_db()
    assert (post.title, post.publish_at) == ("New", LONG_AGO)


def test_editor_says_what_is_being_written_and_offers_what_to_do_with_it(client, alice):
    post = written(alice, status="published", publish_at=LONG_AGO)
    Tab(alice, post).save(title="Newer")
    client.force_login(alice)
    page = client.get(editor_of(post)).content.decode()
    assert "What is being written, by Alice" in page
    for verb in ("discard", "stage", "duplicate"):
        assert f'formaction="/admin/blog/post/{post.pk}/form/{verb}/"' in page
    typed = fields_of(client, editor_of(post), at="2099-01-01T10:00")
    client.post(f"/admin/blog/post/{post.pk}/form/stage/", typed)
    assert "Changes go live on" in client.get(editor_of(post)).content.decode()
    desk = client.get("/admin/").content.decode()
    assert "Newer" in desk
    assert "changes go live on 1 Jan 2099, 10:00" in desk


def test_editor_asks_the_same_few_things_with_one_tag_and_three(client, alice, django_assert_num_queries):
    client.force_login(alice)
    for count in (1, 3):
        post = written(alice, cover=ImageFactory(), series=SeriesFactory())
        Tab(alice, post).save(body="Typed", tags=[f"t{n}" for n in range(count)])
        client.get(editor_of(post))
        with django_assert_num_queries(16):
            client.get(editor_of(post))


@pytest.mark.parametrize("door", ["form", "script"])
def test_what_a_contributor_does_not_choose_neither_stops_a_save_nor_is_lost(client, carol, eve, door):
    post = written(carol)
    Tab(eve, post).save(expire_at="soon", visibility="unlisted")
    tab = Tab(carol, post)
    tab.save(body="By Carol")
    if door == "form":
        client.force_login(carol)
        response = send(client, editor_of(post), body="By Carol", _save="")
        assert response.status_code == 302
    else:
        assert do(carol, post, "save", sequence=tab.sequence).status_code == 200
    post.refresh_from_db()
    assert (post.body.strip(), post.expire_at, post.visibility) == ("By Carol", None, "public")
    copy = WorkingCopy.objects.get()
    assert (copy.fields["expire_at"], copy.fields["visibility"]) == ("soon", "unlisted")
    assert copy.base_version == post.version
    client.force_login(eve)
    assert "soon" in fields_of(client, editor_of(post))["expire_at_0"]
