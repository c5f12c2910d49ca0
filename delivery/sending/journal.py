"""The local journal: what a sender handed over and what it was told, written before anything else.

One append-only file per sender. A record is written *before* a message's final dot leaves and another
*after* the server's answer was read, so whoever finds the file after the sender died knows exactly
which messages left, which did not, and for which one per connection nobody can know (RFC 1047).

The first page of the file carries a seal. A sweep that takes over the leases of a stalled sender sets
it before it reads the records; the sender writes its record and then looks at the seal before each
final dot. Whichever comes first, never do both believe that the message is theirs, whatever the
clocks say.
"""

import contextlib
import fcntl
import mmap
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings

_PAGE: Final = 4096
_SEAL_AT: Final = 512
_MAGIC: Final = "coalition-delivery-journal 1"
_ANSWERED, _HANDED_OVER, _STARTED, _TAKEN_BACK = "a", "h", "s", "t"


class JournalError(OSError):
    """The journal cannot be written; nothing may be handed over."""


def journal_directory() -> Path:
    """Return the folder of the journals: `DELIVERY_JOURNAL_DIR`, made when it is missing."""
    directory = Path(settings.DELIVERY_JOURNAL_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def store_id(directory: Path) -> uuid.UUID:
    """Return the folder's identity, made on first use: who sees the same identity can read its journals."""
    path = directory / "store-id"
    while True:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return uuid.UUID(path.read_text(encoding="ascii").strip())
        draft = directory / f"store-id.{uuid.uuid4().hex}"
        draft.write_text(str(uuid.uuid4()), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()


def boot_id() -> str:
    """Return what identifies this start of the machine; after another start, unsynced records may be missing."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"


class Journal:
    """The journal of one running sender; holds a lock for as long as the sender lives."""

    def __init__(self, directory: Path) -> None:
        self.name = f"{uuid.uuid4().hex}.journal"
        self.path = directory / self.name
        self.store = store_id(directory)
        header = f"{_MAGIC}\nboot {boot_id()}\nprocess {os.getpid()}\n".encode("ascii").ljust(_PAGE, b"\0")
        draft = directory / f"{self.name}.draft"
        try:
            self._file = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            os.write(self._file, header)
            draft.rename(self.path)
            self._first_page = mmap.mmap(self._file, _PAGE)
        except OSError as error:
            raise JournalError(error.errno, f"The delivery journal cannot be written: {error.strerror}") from error

    @property
    def sealed(self) -> bool:
        """Whether somebody else took over this sender's leases: it must hand over nothing more."""
        return self._first_page[_SEAL_AT] != 0

    def started(self, lease: int, delivery: int) -> None:
        """Note that the message is being built; if the sender dies of it, the message is known."""
        self._write(f"{_STARTED} {lease} {delivery}\n")

    def handed_over(self, lease: int, delivery: int, digest: str) -> None:
        """Note, before the final dot leaves, that it is about to."""
        self._write(f"{_HANDED_OVER} {lease} {delivery} {digest}\n")

    def taken_back(self, lease: int, delivery: int) -> None:
        """Note that the final dot did not leave after all."""
        self._write(f"{_TAKEN_BACK} {lease} {delivery}\n")

    def answered(self, lease: int, delivery: int, code: int, words: str) -> None:
        """Note the server's answer to the final dot; `words` is one line."""
        self._write(f"{_ANSWERED} {lease} {delivery} {code} {words}\n")

    def _write(self, record: str) -> None:
        data = record.encode("utf-8", "replace")
        try:
            written = os.write(self._file, data)
        except OSError as error:
            raise JournalError(error.errno, f"The delivery journal cannot be written: {error.strerror}") from error
        if written != len(data):
            raise JournalError("The delivery journal cannot be written: the disk is full.")

    def close(self, *, remove: bool) -> None:
        """Let go of the lock; remove the file once everything in it is settled in the database."""
        if remove:
            self.path.unlink(missing_ok=True)
        self._first_page.close()
        os.close(self._file)


@dataclass
class Records:
    """What a journal says, by `(lease, delivery)`; a later record replaces an earlier one."""

    same_boot: bool
    handed_over: dict[tuple[int, int], str] = field(default_factory=dict)
    answered: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)
    last_started: tuple[int, int] | None = None


def read_records(path: Path) -> Records:
    """Read a journal; a last line without its end was never acted on and is left out."""
    data = path.read_bytes()
    header = data[:_PAGE].rstrip(b"\0").decode("ascii", "replace")
    records = Records(same_boot=f"boot {boot_id()}\n" in header and "boot unknown" not in header)
    for line in data[_PAGE:].decode("utf-8", "replace").split("\n")[:-1]:
        kind, *rest = line.split(" ", 4)
        if len(rest) < 2 or not (rest[0].isdecimal() and rest[1].isdecimal()):
            records.same_boot = False
            continue
        key = (int(rest[0]), int(rest[1]))
        if kind == _STARTED:
            records.last_started = key
        elif kind == _HANDED_OVER:
            records.handed_over[key] = rest[2]
            records.last_started = None
        elif kind == _TAKEN_BACK:
            records.handed_over.pop(key, None)
        elif kind == _ANSWERED:
            records.answered[key] = (int(rest[2]), rest[3] if len(rest) > 3 else "")
    return records


def seal(path: Path) -> None:
    """Forbid the journal's sender to hand over anything more; takes effect at once, on this machine."""
    file = os.open(path, os.O_RDWR)
    try:
        os.pwrite(file, b"\1", _SEAL_AT)
    finally:
        os.close(file)


@contextlib.contextmanager
def locked_if_abandoned(path: Path) -> Iterator[bool]:
    """Yield true, holding the lock, when the journal's sender is dead; false while it lives."""
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield path.exists()
    finally:
        os.close(file)


def journals(directory: Path) -> list[Path]:
    """Return the journals in the folder, oldest first."""
    found = []
    for path in directory.glob("*.journal"):
        with contextlib.suppress(FileNotFoundError):
            found.append((path.stat().st_ctime, path))
    return [path for _, path in sorted(found)]
