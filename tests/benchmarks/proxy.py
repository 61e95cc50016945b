"""Pages through the nginx of docker-compose, against the same bytes served by the same nginx as compressed files."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil
from django.conf import settings

from blog.models import Post
from tests.benchmarks.table import Row

CONFIGURATION = settings.BASE_DIR / "deploy/nginx.conf"
KEPT_PORT, FILE_PORT = 18080, 18081
ROUNDS = 5
WRK = ["wrk", "--threads", "1", "--connections", "16", "--duration", "4s", "--header", "Accept-Encoding: gzip"]
# The pages as files, in the same process, with the same settings around it.
FILE_SERVER = """
    server {{
        listen 127.0.0.1:{port};
        root {root};
        gzip_static on;
        default_type "text/html; charset=utf-8";
        index page;
    }}
}}
"""


def measure() -> list[Row]:
    folder = settings.VAR_DIR / "proxy"
    post = Post.objects.listed().filter(word_count__gt=900).newest_first().first()
    pages = {"a post": post.get_absolute_url(), "the home page": "/"}
    with web_server(folder) as web, nginx(folder):
        rows = [row for kind, path in pages.items() for row in compare(kind, path, folder)]
        memory = sum(process.memory_info().rss for process in web.children()) / 2**20
    return [*rows, Row("web server after that: memory of its process", f"{memory:.0f} MB")]


def compare(kind: str, path: str, folder: Path) -> list[Row]:
    body = fetch(KEPT_PORT, path)
    # Also as a file without suffix: gzip_static looks for the compressed one only where there could be a plain one.
    place = folder / "files" / path.strip("/")
    place.mkdir(parents=True, exist_ok=True)
    (place / "page").touch()
    (place / "page.gz").write_bytes(body)
    if fetch(FILE_PORT, path) != body:
        raise RuntimeError(f"{path} as a file differs from the page")
    kept, files = [], []
    for _ in range(ROUNDS):
        kept.append(rate(KEPT_PORT, path))
        files.append(rate(FILE_PORT, path))
    size = f"{len(body) / 1000:.0f} kB gzip"
    return [
        Row(f"{kind} ({size}), kept by nginx", f"{median(kept):,.0f} requests/s"),
        Row(f"{kind}, as a file in nginx", f"{median(files):,.0f} requests/s"),
        Row(f"{kind}, kept ÷ file", f"{median(kept) / median(files):.2f}", "≥ 0.90"),
    ]


def fetch(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != http.client.OK or response.headers["Content-Encoding"] != "gzip":
        raise RuntimeError(f"{path} answered {response.status} in {response.headers['Content-Encoding']}")
    connection.close()
    return body


def rate(port: int, path: str) -> float:
    """Requests a second; fast error pages do not count as speed."""
    said = subprocess.run([*WRK, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"wrk met errors:\n{said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


@contextmanager
def web_server(folder: Path) -> Iterator[psutil.Process]:
    folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:config.gunicorn",
        "--bind",
        f"unix:{folder}/web.sock",
    ]
    with running(command) as process:
        wait_for(folder / "web.sock")
        yield psutil.Process(process.pid)


@contextmanager
def nginx(folder: Path) -> Iterator[None]:
    text = CONFIGURATION.read_text()
    replaced = {
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/dev/stderr": f"{folder}/error.log",
        "/dev/stdout": f"{folder}/access.log",
        "/var/cache/byline": f"{folder}/cache",
        "/run/byline/web.sock": f"{folder}/web.sock",
        "listen 80 default_server": f"listen 127.0.0.1:{KEPT_PORT}",
    }
    for ours, here in replaced.items():
        if ours not in text:
            raise RuntimeError(f"deploy/nginx.conf no longer says {ours!r}")
        text = text.replace(ours, here)
    text = text.rstrip().removesuffix("}") + FILE_SERVER.format(port=FILE_PORT, root=folder / "files")
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(user + text)
    with running(["nginx", "-c", f"{folder}/nginx.conf", "-g", "daemon off;"]):
        wait_for(folder / "nginx.pid")
        yield


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited 30 s for {path}")
        time.sleep(0.05)
