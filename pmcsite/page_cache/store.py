"""The pages of one host on its disk.

Below `VAR_DIR/pages`:

- `public/<path>/index.html`, `.gz`, `.br`: pages that nginx may serve as they are;
- `hidden/<name>`, `.gz`, `.br`: what only this program serves (later pages of lists, feeds, pages with headers of
  their own);
- `entries/<name>`: one JSON file for each page, with its headers and what it was made from. A page is valid while its
  entry is there: every process looks for it before each answer, so that removing it is seen by all at once;
- `locks/`, `release`, `position`: see `gateway`, `release` and `purging`.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmcsite.page_cache.dependencies import Dependency, from_json
from pmcsite.page_cache.representations import ENDINGS, Representation, representation

Signature = tuple[int, int]
_LOCKS = 4096


@dataclass(frozen=True)
class Entry:
    """A page as it is kept, without its bodies."""

    key: str
    headers: tuple[tuple[str, str], ...]
    is_public: bool
    encodings: tuple[str, ...]
    expires_at: float | None
    dependencies: tuple[Dependency, ...]


def name_of(key: str) -> str:
    """The name of a key's files."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class Store:
    """Writes, finds and removes pages. Several processes may share one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.public, self.hidden, self.entries = root / "public", root / "hidden", root / "entries"

    def prepare(self) -> None:
        """Make the folders; raise `OSError` where that is impossible."""
        for folder in (self.public, self.hidden, self.entries, self.root / "locks"):
            folder.mkdir(parents=True, exist_ok=True)

    def entry_path(self, key: str) -> str:
        """Where a key's entry lies when there is one."""
        return f"{self.entries}/{name_of(key)}"

    def write(self, entry: Entry, forms: Iterable[Representation]) -> Signature:
        """Announce a page by its entry; its bodies follow by `publish`. Returns what tells this entry from others."""
        data = {
            "key": entry.key,
            "headers": entry.headers,
            "public": entry.is_public,
            "encodings": [form.encoding for form in forms],
            "expires": entry.expires_at,
            "dependencies": [dependency.to_json() for dependency in entry.dependencies],
        }
        path = Path(self.entry_path(entry.key))
        self._put(path, json.dumps(data).encode())
        return signature(str(path)) or (0, 0)

    def publish(self, entry: Entry, forms: Iterable[Representation], written: Signature) -> bool:
        """Put the bodies in place; take them back if the entry was removed meanwhile. Returns whether they stay."""
        base = self._base(entry.key, is_public=entry.is_public)
        base.parent.mkdir(parents=True, exist_ok=True)
        for form in forms:
            self._put(base.with_name(base.name + ENDINGS[form.encoding]), form.body, form.time)
        if signature(self.entry_path(entry.key)) == written:
            return True
        self._remove_bodies(base)
        return False

    def find(self, path: str) -> Entry | None:
        """The entry in a file, or nothing when it is gone."""
        try:
            data: dict[str, Any] = json.loads(Path(path).read_bytes())
        except (OSError, ValueError):
            return None
        return Entry(
            data["key"],
            tuple((name, value) for name, value in data["headers"]),
            data["public"],
            tuple(data["encodings"]),
            data["expires"],
            tuple(from_json(one) for one in data["dependencies"]),
        )

    def bodies(self, entry: Entry) -> dict[str, Representation] | None:
        """The bodies of an entry; nothing while one is missing."""
        base = self._base(entry.key, is_public=entry.is_public)
        try:
            return {
                encoding: representation(encoding, base.with_name(base.name + ENDINGS[encoding]).read_bytes())
                for encoding in entry.encodings
            }
        except OSError:
            return None

    def remove(self, key: str) -> None:
        """Forget a page: first the entry, by which every process sees it, then what nginx sees."""
        with suppress(FileNotFoundError):
            Path(self.entry_path(key)).unlink()
        self._remove_bodies(self._base(key, is_public=False))
        if "?" not in key:
            self._remove_bodies(self._base(key, is_public=True))

    def clear(self) -> None:
        """Forget every page."""
        for folder in (self.entries, self.public, self.hidden):
            # Moved aside first: a page being written at this moment then fails its last check.
            with suppress(FileNotFoundError):
                aside = Path(tempfile.mkdtemp(dir=self.root, prefix="cleared-"))
                folder.rename(aside / "folder")
            folder.mkdir(parents=True, exist_ok=True)
        for aside in self.root.glob("cleared-*"):
            shutil.rmtree(aside, ignore_errors=True)

    def close(self) -> None:
        """Forget every page and where the purger stopped, as if there had never been a cache."""
        for name in ("release", "position"):
            (self.root / name).unlink(missing_ok=True)
        self.clear()

    @contextmanager
    def lock(self, key: str, seconds: float) -> Iterator[bool]:
        """Wait for the right to make a page, which one thread of one process has at a time; False when it took too long."""
        number = int(name_of(key)[:8], 16) % _LOCKS
        handle = os.open(self.root / "locks" / str(number), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            yield _wait_for_lock(handle, seconds)
        finally:
            os.close(handle)

    def _base(self, key: str, *, is_public: bool) -> Path:
        return self.public / key.lstrip("/") / "index.html" if is_public else self.hidden / name_of(key)

    def _remove_bodies(self, base: Path) -> None:
        for ending in ENDINGS.values():
            with suppress(FileNotFoundError, NotADirectoryError):
                base.with_name(base.name + ending).unlink()

    def _put(self, path: Path, content: bytes, modified: int | None = None) -> None:
        handle, name = tempfile.mkstemp(dir=self.root, prefix="new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                # nginx, which runs as another user, reads these.
                os.fchmod(file.fileno(), 0o644)
            if modified is not None:
                os.utime(name, (modified, modified))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def signature(path: str) -> Signature | None:
    """What changes whenever a file is replaced; nothing when there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 (asked before every answer; a `Path` would cost as much again)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _wait_for_lock(handle: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
        else:
            return True
