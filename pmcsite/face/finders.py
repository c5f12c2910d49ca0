"""How Django finds the static files that are built and not committed."""

from collections.abc import Iterable
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

from pmcsite.face.stylesheet import built_folder, font_rules_path, write_stylesheet


class BuiltFilesFinder(BaseFinder):
    """Offers the stylesheet (put together when asked for), the subset fonts and the icons."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG002 (Django's signature)
        """Nothing to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: ARG002, FBT001, FBT002 (Django's signature)
        """Return the built file for `path`, bringing the stylesheet up to date first."""
        if path == "face/site.css":
            write_stylesheet()
        root = built_folder()
        candidate = (root / path).resolve()
        found = candidate.is_relative_to(root.resolve()) and candidate.is_file()
        if find_all:
            return [str(candidate)] if found else []
        return str(candidate) if found else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:  # noqa: ARG002 (Django's signature)
        """Yield every built file, for `collectstatic`.

        But for the font rules: they are a part of the stylesheet and hold addresses relative to it.
        """
        write_stylesheet()
        root = built_folder()
        storage = FileSystemStorage(location=root)
        for file in sorted(root.rglob("*")):
            if file.is_file() and file.suffix != ".partial" and file != font_rules_path():
                yield file.relative_to(root).as_posix(), storage
