import pytest

from blog.text.old_addresses import Likeness, asked_slug, telling_words


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/2014/05/old-slug/", "old-slug"),
        ("/2014/05/old-slug", "old-slug"),
        ("/blog/old-slug.html", "old-slug"),
        ("/blog/Old_Slug.HTM", "old-slug"),
        ("/posts/some title words", "some-title-words"),
        ("/2014/05/old-slug/index.md", "old-slug"),
        ("/2014/05/old-slug/index.html", "old-slug"),
        ("/2014/05/old-slug/page/3/", "old-slug"),
        ("/2014/05/old-slug/12345", "old-slug"),
        ("/2014/05/über-den-regen/", "ueber-den-regen"),
        ("/2014/05/日本の雨/", "日本の雨"),
        ("/tags/rain/", "rain"),
        ("/2014-in-review/", "2014-in-review"),
        ("/old/php-and-sql/", "php-and-sql"),
        ("/backup-your-photos", "backup-your-photos"),
        ("/api-design-for-people/", "api-design-for-people"),
    ],
)
def test_slug_is_found_in_addresses_of_other_blogs(path, slug):
    assert asked_slug(path) == slug


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/2014/05/",
        "/archives/123",
        "/tags/",
        "/feed/rss",
        "/2014/05/old-slug/feed/",
        "/2014/05/old-slug/feed.atom",
        "/ab/",
        "/wp-login.php",
        "/wp-content/plugins/hello-dolly/",
        "/blog/wp-includes/wlwmanifest.xml",
        "/index.php",
        "/old-slug.php",
        "/picture-of-rain.jpg",
        "/backup.sql.gz",
        "/.env",
        "/.git/config",
        "/.well-known/security-policy/",
        "/cgi-bin/luci/",
        "/vendor/phpunit/phpunit/",
        "/phpMyAdmin/",
        "/actuator/health",
        "/api/users",
        "/unsubscribe/ada@example.com/",
        "/" + "a-" * 5_000,
        "/" + "a/" * 5_000,
        "/" + "-".join("abcdefghijklmnop") + "/",
        "/%00/\0/",
        "/\ufffd\ufffd\ufffd/",
        "/../../../etc/passwd.bak",
        "/\u202eabc\u202e\u202d" * 100,
    ],
)
def test_nothing_is_looked_for_where_no_post_ever_was(path):
    assert asked_slug(path) == ""


def test_longest_words_are_thought_to_tell_most():
    assert telling_words("the-2014-lathe-of-雨-workshop") == ["workshop", "lathe", "2014", "雨"]


@pytest.mark.parametrize(
    ("asked", "nearer", "farther"),
    [
        ("old-slgu", "old-slug", "old-snail"),
        ("lathe-rebuilding-the", "rebuilding-the-lathe", "the-lathe"),
        ("rebuilding-lathe", "rebuilding-the-lathe", "rebuilding-the-stove"),
        ("rhaspody", "rhapsody", "raspberry"),
    ],
)
def test_likeness_tells_what_was_meant(asked, nearer, farther):
    likeness = Likeness(asked)
    assert likeness.of(nearer) > likeness.of(farther)
    assert likeness.of(asked) == 1
    assert Likeness(asked).of("completely-different") < 0.5
