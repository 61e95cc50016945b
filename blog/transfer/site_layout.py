"""Which blog engine a folder was written for, and so which of its files are documents and where its pictures stand."""

import json
import re
import tomllib
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import yaml

from blog.transfer.archives import Archive
from blog.transfer.records import Problem

MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown", ".mkd")
CONFIG_FILES = [
    f"{name}.{ending}" for name in ("hugo", "config", "zola", "_config") for ending in ("toml", "yaml", "yml", "json")
]
MAX_CONFIG = 1024**2

# In the root of a repository these speak of the repository.
ABOUT_THE_FOLDER = {"readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "security"}
JEKYLL_MACHINERY = {"_site", "_layouts", "_includes", "_sass", "_data", "_plugins", "vendor"}
JEKYLL_OWN_PAGES = {"index", "404"}


class SiteLayout:
    """`is_jekyll`, or `content` (the folder that holds everything, of Hugo and Zola), or neither: plain files."""

    def __init__(self, archive: Archive) -> None:
        configs = [name for name in CONFIG_FILES if name in archive]
        names = list(archive)
        self.is_jekyll = any(name.startswith("_config.") for name in configs) or any(
            {"_posts", "_drafts"} & set(PurePosixPath(name).parts[:-1]) for name in names
        )
        in_content = [name.startswith("content/") for name in names if is_markdown(name)]
        has_content = any(in_content) and (bool(configs) or archive.has_folder("archetypes") or all(in_content))
        self.content = "content/" if has_content and not self.is_jekyll else ""
        self._bundles = {str(PurePosixPath(name).parent) for name in names if is_bundle(name) and is_markdown(name)}
        self.hosts = {host for name in configs if (host := _host(archive, name))}

    def is_document(self, name: str) -> bool:
        path = PurePosixPath(name)
        if not is_markdown(name) or not name.startswith(self.content) or path.name.startswith("_index."):
            return False
        is_in_root = len(path.parts) == 1
        if is_in_root and path.stem.lower() in ABOUT_THE_FOLDER:
            return False
        if not self.is_jekyll:
            return not (self.content and self._is_part_of_a_bundle(name))
        return not JEKYLL_MACHINERY & set(path.parts) and not (is_in_root and path.stem in JEKYLL_OWN_PAGES)

    def _is_part_of_a_bundle(self, name: str) -> bool:
        """Hugo and Zola take what lies beside an `index.md` for pieces of that page."""
        folders = [str(folder) for folder in PurePosixPath(name).parents]
        return any(folder in self._bundles for folder in folders[1 if is_bundle(name) else 0 :])

    def is_jekyll_post(self, name: str) -> bool:
        return self.is_jekyll and bool({"_posts", "_drafts"} & set(PurePosixPath(name).parts[:-1]))

    def is_draft(self, name: str) -> bool:
        return self.is_jekyll and "_drafts" in PurePosixPath(name).parts[:-1]

    def is_page(self, name: str) -> bool:
        """Where the engine takes files for pages, unless they say otherwise."""
        if self.is_jekyll:
            return not self.is_jekyll_post(name)
        within = PurePosixPath(name.removeprefix(self.content)).parts
        return bool(self.content) and (len(within) == 1 or (len(within) == 2 and is_bundle(name)))


def is_markdown(name: str) -> bool:
    return name.lower().endswith(MARKDOWN_ENDINGS)


def is_bundle(name: str) -> bool:
    """`my-post/index.md`: the folder is the post, its pictures stand beside the text."""
    return PurePosixPath(name).name.lower().partition(".")[0] == "index" and "/" in name


def _host(archive: Archive, name: str) -> str:
    """The host of the site that is imported, by its own configuration."""
    try:
        data = _parse(archive.read(name, limit=MAX_CONFIG).decode(), name)
    except (Problem, ValueError, RecursionError, yaml.YAMLError):
        return ""  # not ours to judge; only absolute links to the site itself stay as they are
    addresses = [data.get(key) for key in ("baseURL", "baseurl", "base_url", "url")] if isinstance(data, dict) else []
    try:
        return next((host for url in addresses if isinstance(url, str) and (host := urlsplit(url).hostname)), "")
    except ValueError:
        return ""


def _parse(text: str, name: str) -> Any:
    if name.endswith(".toml"):
        return tomllib.loads(text)
    return json.loads(text) if name.endswith(".json") else _without_aliases(text)


def _without_aliases(text: str) -> Any:
    # An alias costs nothing to write and everything to expand.
    return yaml.safe_load(text) if not re.search(r"^[^#\n]*[\s:-]\*\w", text, re.MULTILINE) else {}
