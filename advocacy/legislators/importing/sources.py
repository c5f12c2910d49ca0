"""A publisher's files, whether they lie in a folder, in a zip or behind an address.

Nothing is ever unpacked to disk. A zip is refused when a member's name leads out of it, when it holds too
many or too large files, or when a file shrinks so well that it can only be a bomb.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO

from advocacy.legislators.importing.download import Limits, download
from advocacy.legislators.importing.problems import ImportRefusedError

MAXIMUM_FILES = 60_000
MAXIMUM_FILE_BYTES = 64 * 1024 * 1024
MAXIMUM_TOTAL_BYTES = 600 * 1024 * 1024
MAXIMUM_RATIO = 200
_SMALL = 1024 * 1024
_SUFFIXES = {".yaml", ".yml", ".csv", ".geojson"}


@dataclass
class FileTree:
    """Named files of one publisher. `names` are relative, with `/`.

    `vintage` is the day the publisher's archive states for its files, if it does, and `revision` the
    commit it was made from.
    """

    location: str
    names: Sequence[str]
    vintage: date | None = None
    revision: str = ""
    _hashes: dict[str, str] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raise `ImportRefusedError` when it cannot be read or is too large."""
        content = self._content(name)
        self._hashes[name] = hashlib.sha256(content).hexdigest()
        return content

    def _content(self, name: str) -> bytes:
        """A file's bytes; this tree has no files, those that have some say where they lie."""
        raise LookupError(f"{self.location} has no file {name}.")

    def content_hash(self) -> str:
        """SHA-256 over the names and contents of all files read so far."""
        digest = hashlib.sha256()
        for name, file_hash in sorted(self._hashes.items()):
            digest.update(f"{name}\0{file_hash}\n".encode())
        return digest.hexdigest()

    def named(self, ending: str) -> str | None:
        """The name of the one file that is called `ending`, in whatever folder."""
        return next((name for name in self.names if name == ending or name.endswith("/" + ending)), None)


class FolderTree(FileTree):
    """Files in a folder, or a single file; links that lead out of the folder are left out."""

    def __init__(self, path: Path) -> None:
        self._root = (path if path.is_dir() else path.parent).resolve()
        found = sorted(self._root.rglob("*")) if path.is_dir() else [path.resolve()]
        names = [
            file.relative_to(self._root).as_posix()
            for file in found
            if file.suffix.lower() in _SUFFIXES and file.is_file() and file.resolve().is_relative_to(self._root)
        ]
        super().__init__(location=str(path), names=names)

    def _content(self, name: str) -> bytes:
        path = self._root / name
        if path.stat().st_size > MAXIMUM_FILE_BYTES:
            raise ImportRefusedError(_too_large(name))
        return path.read_bytes()


class ZipTree(FileTree):
    """Files in a zip archive. GitHub's carry the commit as comment and its day as the members' date."""

    def __init__(self, location: str, archive: Path | IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(archive)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise ImportRefusedError(
                f"{location}: this is not a whole zip file ({error}): it is truncated or something else. "
                "Nothing was changed."
            ) from error
        members = self._zip.infolist()
        _refuse_dangerous(location, members)
        files = [member for member in members if not member.is_dir() and Path(member.filename).suffix in _SUFFIXES]
        comment = self._zip.comment.decode("ascii", "replace")
        from_git = re.fullmatch(r"[0-9a-f]{40}", comment) is not None
        super().__init__(
            location=location,
            names=[member.filename for member in files],
            vintage=max((date(*member.date_time[:3]) for member in files), default=None) if from_git else None,
            revision=comment if from_git else "",
        )

    def _content(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise ImportRefusedError(f"{name}: the zip file is damaged ({error}). Nothing was changed.") from error


class AddressTree(FileTree):
    """Single files below an address that ends with a slash, fetched when read."""

    def __init__(self, address: str, names: Sequence[str], limits: Limits | None) -> None:
        self._limits = limits
        super().__init__(location=address, names=list(names))

    def _content(self, name: str) -> bytes:
        with download(self.location + name, self._limits) as file:
            content = file.read(MAXIMUM_FILE_BYTES + 1)
        if len(content) > MAXIMUM_FILE_BYTES:
            raise ImportRefusedError(_too_large(name))
        return content


def open_source(location: str, names_below_address: Sequence[str] = (), limits: Limits | None = None) -> FileTree:
    """Open a folder, a file, a zip or an https address.

    An address that ends with `/` is a folder from which `names_below_address` are fetched; any other one is
    fetched itself. Raises `ImportRefusedError` saying what is wrong with the location.
    """
    if re.match(r"[a-z][a-z0-9+.-]*://", location, re.IGNORECASE):
        if location.endswith("/"):
            return AddressTree(location, names_below_address, limits)
        name = PurePosixPath(location.partition("?")[0]).name
        if PurePosixPath(name).suffix.lower() in _SUFFIXES:
            return AddressTree(location[: location.rindex("/") + 1], [location[location.rindex("/") + 1 :]], limits)
        return ZipTree(location, download(location, limits))
    path = Path(location).expanduser()
    if not path.exists():
        raise ImportRefusedError(f"{location} does not exist. Give a folder, a zip file or an https address.")
    if path.is_dir() or path.suffix.lower() in _SUFFIXES:
        return FolderTree(path)
    return ZipTree(location, path)


def _refuse_dangerous(location: str, members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > MAXIMUM_FILES:
        raise ImportRefusedError(f"{location} holds {len(members)} files; at most {MAXIMUM_FILES} are read.")
    if sum(member.file_size for member in members) > MAXIMUM_TOTAL_BYTES:
        raise ImportRefusedError(f"{location} would unpack to more than {MAXIMUM_TOTAL_BYTES // 1024 // 1024} MB.")
    for reason in _dangers(members):
        raise ImportRefusedError(f"{location}: {reason} Nothing was changed.")


def _dangers(members: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    for member in members:
        name = member.filename
        if name.startswith(("/", "\\")) or "\\" in name or ".." in PurePosixPath(name).parts or ":" in name[:3]:
            yield f"the name {name[:120]!r} leads out of the archive."
        if member.flag_bits & 1:
            yield f"{name} is encrypted."
        if member.file_size > MAXIMUM_FILE_BYTES:
            yield _too_large(name)
        if member.file_size > _SMALL and member.file_size > MAXIMUM_RATIO * max(member.compress_size, 1):
            yield f"{name} is packed so tightly that it looks like a zip bomb."


def _too_large(name: str) -> str:
    return f"{name} is larger than {MAXIMUM_FILE_BYTES // 1024 // 1024} MB."
