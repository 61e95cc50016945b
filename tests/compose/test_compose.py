"""docker-compose.yml as it is shipped, looked at through its proxy. The tests run in order and share one site."""

import io
import re
import tarfile
import time

from stack import Answer, Stack, wait_for

PICTURE = """
import io
from PIL import Image
stream = io.BytesIO()
Image.linear_gradient("L").resize((400, 300)).save(stream, "PNG")
import sys
sys.stdout.buffer.write(stream.getvalue())
"""
PHOTO = """
import sys
import pillow_heif
from PIL import Image
pillow_heif.register_heif_opener()
Image.effect_mandelbrot((1000, 700), (-2, -1, 1, 1), 50).convert("RGB").save(sys.stdout.buffer, "HEIF")
"""
MEDIA_FILES = """
from pathlib import Path
folder = Path("/srv/media/originals/ab")
folder.mkdir(parents=True)
(folder / "abc.avif").write_bytes(b"0123456789")
for name in ("abc.html", ".abc.png"):
    (folder / name).write_text("secret")
(folder / "link.png").symlink_to(folder / "abc.html")
"""
BUNDLE = """---
title: A post from a folder
date: 2024-05-06
---
Written elsewhere, **read** here.

![A grey slope](slope.png)

![A photo](photo.heic)
"""


def test_home_page_is_served_compressed_and_without_cookie(stack: Stack) -> None:
    home = stack.get("/")
    assert home.status == 200
    assert "<html" in home.text
    assert home.headers["content-encoding"] == "gzip"
    assert_same_for_everyone(home)


def test_kept_page_is_answered_304_by_its_tag(stack: Stack) -> None:
    tag = stack.get("/").headers["etag"]
    again = stack.get("/", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert stack.get("/", If_None_Match='"another"').status == 200


def test_each_coding_is_kept_apart(stack: Stack) -> None:
    asked = {"br": "gzip, deflate, br", "zstd": "zstd", "gzip": "gzip;q=0.5, br;q=0", None: "identity"}
    for coding, accepted in asked.items():
        assert stack.get("/", Accept_Encoding=accepted).headers.get("content-encoding") == coding, accepted


def test_stylesheet_is_served_compressed_for_a_year(stack: Stack) -> None:
    address = re.search(r'<link[^>]* href="(/static/[^"]+\.css)"', stack.get("/").text)[1]
    sheet = stack.get(address)
    assert sheet.status == 200
    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.headers["content-encoding"] == "gzip"
    assert "immutable" in sheet.headers["cache-control"]
    assert "{" in sheet.text


def test_sign_in_page_is_private(stack: Stack) -> None:
    page = stack.get("/accounts/login/")
    assert page.status == 200
    assert 'type="password"' in page.text
    assert re.search("private|no-store", page.headers["cache-control"])
    assert "Secure" in page.headers["set-cookie"]


def test_plain_http_is_sent_to_https(stack: Stack) -> None:
    answer = stack.get("/accounts/login/", X_Forwarded_Proto="http")
    assert (answer.status, answer.headers["location"]) == (301, "https://blog.example.com/accounts/login/")


def test_foreign_host_is_refused(stack: Stack) -> None:
    assert stack.get("/", Host="evil.example.org").status == 400


def test_deployment_check_finds_nothing(stack: Stack) -> None:
    assert "no issues" in stack.manage("check", "--deploy", "--fail-level", "WARNING")


def test_public_site_refuses_to_start_when_its_settings_are_unsafe(stack: Stack) -> None:
    for setting, complaint in {"SECRET_KEY=short": "SECRET_KEY is too weak", "DEBUG=true": "DEBUG is on"}.items():
        done = stack.compose("run", "--rm", "--no-deps", "-T", "-e", setting, "web", check=False)
        assert done.returncode != 0, setting
        assert complaint in (done.stdout + done.stderr).decode()


def test_nothing_in_a_container_runs_as_root_or_changes_its_own_code(stack: Stack) -> None:
    for service in ("web", "worker"):
        script = "id -u; touch /app/manage.py 2>&1 || echo refused"
        said = stack.compose("exec", "-T", service, "sh", "-c", script).stdout.decode()
        assert said.startswith("10001"), service
        assert said.endswith("refused\n"), service


def test_imported_folder_appears_with_its_picture(stack: Stack) -> None:
    picture = stack.compose("exec", "-T", "web", "python", "-c", PICTURE).stdout
    photo = stack.compose("exec", "-T", "web", "python", "-c", PHOTO).stdout
    files = {"index.md": BUNDLE.encode(), "slope.png": picture, "photo.heic": photo}
    archive = tar_of({f"import/2024/post/{name}": content for name, content in files.items()})
    stack.compose("exec", "-T", "web", "tar", "-x", "-C", "/tmp", stdin=archive)
    stack.manage("createsuperuser", "--noinput", "--username", "alice", "--email", "alice@example.com")
    said = stack.manage("import_posts", "/tmp/import")
    assert said.strip().splitlines()[-1] == "created 1, updated 0, unchanged 0, failed 0"
    assert_imported_post_is_whole(stack)


def test_worker_makes_renditions_and_the_page_takes_them_up(stack: Stack) -> None:
    wait_for(lambda: "800w" in imported_post(stack).text, "the post to name its renditions", seconds=60)
    addresses = re.findall(r"/media/renditions/[^ \"]+", imported_post(stack).text)
    assert {"avif", "webp", "jpg"} <= {address.rpartition(".")[2] for address in addresses}
    for address in addresses:
        rendition = stack.get(address)
        assert (rendition.status, rendition.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")


def test_posts_and_uploads_survive_down_and_up(stack: Stack) -> None:
    stack.down()
    assert stack.get("/readyz").status == 0
    stack.up()
    assert_imported_post_is_whole(stack)


def test_page_stays_when_the_web_server_is_away(stack: Stack) -> None:
    assert stack.get("/").status == 200
    stack.compose("stop", "web")
    time.sleep(1.1)
    kept, missing = stack.get("/"), stack.get("/never-asked-before/")
    stack.compose("start", "web")
    assert (kept.status, missing.status) == (200, 503)
    assert "retry-after" in missing.headers
    wait_for(lambda: stack.get("/readyz").status == 200, "the web server to return")


def test_uploads_folder_shows_no_list_and_runs_nothing(stack: Stack) -> None:
    assert stack.get("/media/").status in (403, 404)
    assert stack.get("/media/originals/").status in (403, 404)
    assert stack.get("/media/../app/manage.py").status in (400, 404)
    assert stack.get("/media%2f..%2f..%2fetc/passwd").status in (400, 404)


def test_uploads_are_pictures_in_whole_or_in_part_and_nothing_else(stack: Stack) -> None:
    stack.python(MEDIA_FILES)
    whole = stack.get("/media/originals/ab/abc.avif")
    assert (whole.status, whole.body) == (200, b"0123456789")
    assert whole.headers["content-type"] == "image/avif"
    assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["content-security-policy"].startswith("default-src 'none'")
    part = stack.get("/media/originals/ab/abc.avif", Range="bytes=2-4")
    assert (part.status, part.body, part.headers["x-content-type-options"]) == (206, b"234", "nosniff")
    again = stack.get("/media/originals/ab/abc.avif", If_Modified_Since=whole.headers["last-modified"])
    assert (again.status, again.body) == (304, b"")
    for hidden in ("abc.html", ".abc.png", "link.png", "missing.png", "../ab/.abc.png", "abc.avif/", ""):
        answer = stack.get(f"/media/originals/ab/{hidden}")
        assert answer.status == 404, hidden
        assert b"secret" not in answer.body


def test_log_holds_no_query_string_and_no_token(stack: Stack) -> None:
    stack.get("/search/?q=confidential")
    stack.get("/share/s3cret/")
    wait_for(lambda: b"/search/" in stack.compose("logs", "proxy").stdout, "the proxy's log", seconds=20)
    log = stack.compose("logs", "proxy").stdout
    assert b"/share/" in log
    assert b"confidential" not in log
    assert b"s3cret" not in log


def assert_same_for_everyone(page: Answer) -> None:
    assert "set-cookie" not in page.headers
    assert page.headers["cache-control"].startswith("public, max-age=0, s-maxage=1")
    assert "cookie" not in page.headers.get("vary", "").lower()
    assert "csrfmiddlewaretoken" not in page.text


def imported_post(stack: Stack) -> Answer:
    return stack.get(re.search(r'href="(?:https://blog\.example\.com)?(/2024/05/[^"/]+/)"', stack.get("/").text)[1])


def assert_imported_post_is_whole(stack: Stack) -> None:
    post = imported_post(stack)
    assert "<strong>read</strong> here" in post.text
    assert_same_for_everyone(post)
    picture = stack.get(re.search(r'src="(?:https://blog\.example\.com)?(/media/[^"]+)"', post.text)[1])
    assert picture.status == 200
    assert picture.headers["content-type"].startswith("image/")
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert len(picture.body) > 100


def tar_of(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()
