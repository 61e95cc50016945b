"""Static files as production serves them: named by content, compressed, and the site's stylesheet in one piece."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The stylesheet is written as one file a component; a browser that followed its imports would ask for each of them.
ASSEMBLED = "css/site.css"
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
_IMPORT = re.compile(r'^@import "(?P<name>[\w-]+\.css)" layer\((?P<layer>[\w-]+)\);$', re.MULTILINE)


class AssembledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    # Modules name one another, and have to do so by their new names.
    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if ASSEMBLED in paths and not dry_run:
            text = self._assembled(paths)
            self.delete(ASSEMBLED)
            self._save(ASSEMBLED, ContentFile(text.encode()))
            paths = {**paths, ASSEMBLED: (self, ASSEMBLED)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _assembled(self, paths: dict[str, Any]) -> str:
        def with_content(match: re.Match[str]) -> str:
            return f"@layer {match['layer']} {{\n{_read(paths, 'css/' + match['name'])}}}"

        # Comments are for who writes it; compressed, they would be a seventh of what readers fetch.
        return _COMMENT.sub("", _IMPORT.sub(with_content, _read(paths, ASSEMBLED)))


def _read(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
