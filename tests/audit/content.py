"""What `manage.py shell` runs on the demo blog, so that its pages show everything that a page can show.

It prints the session of somebody signed in as the administrator.
"""

import time

from django.db.models import Q
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from blog.actions.named import save_named
from blog.actions.posts import save_post
from blog.actions.revisions import set_note
from blog.models import (
    CrossPost,
    Delivery,
    Feed,
    FeedItem,
    Image,
    Mention,
    Post,
    Redirect,
    Series,
    SiteSettings,
    Source,
    Target,
)

GALLERY = """
## A gallery

![The dome at dusk](image:{0})
![Rings of light](image:{1})
![The tracks of stars](image:{2})

{3}

## The end
"""
# Wider than any window: it may scroll in itself, and never the page.
ROWS = [[f"Column {n}" for n in range(24)], ["---"] * 24, ["a_long_cell"] * 24]
WIDE = "\n".join(f"| {' | '.join(row)} |" for row in ROWS)

admin = User.objects.get(username="admin")
everything = Post.objects.get(slug="everything-a-post-can-hold")
pictures = list(Image.objects.order_by("pk"))
photos = [picture for picture in pictures if picture.mime == "image/jpeg"]
everything.body += GALLERY.format(*(photo.pk for photo in photos[:3]), WIDE)
everything.cover = photos[3]
everything.excerpt = "The house style of this blog on one page."
everything.series, everything.series_position = Series.objects.get(slug="grinding-a-mirror"), 4
save_post(post=everything, by=admin)
source = Source.objects.get(name="Brightwell Blog")
for direction in CrossPost.Direction.values:
    CrossPost.objects.create(post=everything, source=source, direction=direction, url=f"{source.home_url}{direction}")
other = Source.objects.get(name="LinkedIn")
# One that is seen through comes with the demo.
other.logo = photos[0]
save_named(item=other)
CrossPost.objects.create(post=everything, source=other, direction="to", url=f"{other.home_url}copy")

for language, slug, title, body in [
    (
        "ar",
        "marsad",
        "ليلة صافية فوق المرصد",
        "رأينا زحل وأقماره، ثم جاء الضباب.\n\n- زحل\n- المريخ",
    ),
    ("ja", "tsuki", "月の満ち欠け", "月は毎晩すこしずつ姿を変えます。[^1]\n\n[^1]: ほんの少しだけ。"),
]:
    post = Post(title=title, slug=slug, body=body, language=language, author=everything.author, status="published")
    post.publish_at = everything.publish_at + timezone.timedelta(days=len(slug))
    save_post(post=post, by=admin, tags=everything.tags.all())

about = Post.objects.get(slug="about")
about.body += "\n\nThe dome is open on Sundays too."
set_note(revision=save_post(post=about, by=admin), note="New opening hours.")
first = Post.objects.get(pk=1)
first.body = first.body.replace("the", "a", 3)
save_post(post=first, by=admin, tags=first.tags.all()[:1])

now = timezone.now()
target = Target.objects.create(
    kind="mastodon", name="Mastodon", settings={"server": "https://social.example"}, paused_at=now, paused_why="No key."
)
for action, state in [("create", "sent"), ("update", "failed"), ("delete", "waiting")]:
    Delivery.objects.create(
        target=target,
        post=everything,
        post_title=everything.title,
        action=action,
        state=state,
        next_try_at=now if state == "waiting" else None,
        copy_url="https://social.example/1" if state == "sent" else "",
        answer="The answer was 422. Too long" if state == "failed" else "",
    )
feed = Feed.objects.create(
    source=source, url="https://brightwell.example/feed/", author=admin, next_poll_at=now + timezone.timedelta(days=9)
)
offer = {"title": first.title, "body": f"{first.body}\n\nMore.", "excerpt": "", "language": "", "tags": []}
FeedItem.objects.create(feed=feed, key="1", title=first.title, post=first, state="changed", offer=offer)
for kind, state in [("reply", "approved"), ("like", "approved"), ("mention", "waiting")]:
    url = f"https://reader.example/{kind}"
    about_it = {"author_name": "Ann Example", "title": f"A {kind}", "words": "I think so too."}
    Mention.objects.create(post=everything, source_url=url, host="reader.example", kind=kind, state=state, **about_it)
Redirect.objects.create(old_path="/taken-away/", is_gone=True)
site = SiteSettings.load()
site.posts_per_page = 5
site.social_links = "Mastodon https://social.example/@fernhill"
site.save()
# So that a page in another language can tell which words are not.
Post.objects.filter(language="").update(language="en")

# Renditions are made, and put into the texts, by the worker that runs beside.
waiting = ProcrastinateJob.objects.filter(
    Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now()), status__in=["todo", "doing"]
)
deadline = time.monotonic() + 120
while waiting.exists():
    if time.monotonic() > deadline:
        raise SystemExit(f"The worker has not done: {list(waiting.values_list('task_name', flat=True))}")
    time.sleep(0.2)

client = Client()
client.force_login(admin)
print(client.cookies["sessionid"].value)  # noqa: T201 — for whoever runs this
