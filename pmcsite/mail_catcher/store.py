"""The folder of caught messages: newest first, limited in number, safe to read while it is written."""

import contextlib
import itertools
import json
import os
import re
import secrets
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.policy import default as default_policy
from pathlib import Path

KEEP = 5_000
_NAME = re.compile(r"\d{19}\.\d{6}\.[0-9a-f]{8}")
_HEADER_LIMIT_BYTES = 64 * 1024


@dataclass(frozen=True)
class Caught:
    """One message in a list: who, what, when, and the name to open it by."""

    name: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    caught_at: datetime


class MailFolder:
    """A maildir (`tmp/`, `new/`, `cur/`) that keeps the newest `keep` messages.

    Beside each message lies its envelope, since who a message is really for stands nowhere in it.
    """

    def __init__(self, path: Path, keep: int = KEEP) -> None:
        self.path = path
        self.keep = keep
        self._counter = itertools.count()
        for name in ("tmp", "new", "cur", "envelopes"):
            (path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._names = deque(sorted(self._all_names()))

    def _all_names(self) -> Iterator[str]:
        with os.scandir(self.path / "new") as entries:
            yield from (entry.name for entry in entries if _NAME.fullmatch(entry.name))

    def keep_message(self, content: bytes, sender: str, recipients: Sequence[str]) -> str:
        """Store a message byte for byte and return its name; the oldest beyond the limit are deleted."""
        name = f"{time.time_ns():019d}.{next(self._counter) % 1_000_000:06d}.{secrets.token_hex(4)}"
        (self.path / "envelopes" / name).write_text(json.dumps({"from": sender, "to": list(recipients)}))
        unfinished = self.path / "tmp" / name
        unfinished.write_bytes(content)
        unfinished.rename(self.path / "new" / name)
        self._names.append(name)
        while len(self._names) > self.keep:
            self.delete(self._names.popleft())
        return name

    def delete(self, name: str) -> None:
        """Delete one message if it is still there."""
        for folder in ("new", "envelopes"):
            with contextlib.suppress(FileNotFoundError):
                (self.path / folder / name).unlink()

    def names(self) -> list[str]:
        """The names of all messages, newest first, as they lie on disk now."""
        return sorted(self._all_names(), reverse=True)

    def delete_all(self) -> int:
        """Delete every message; return how many there were."""
        names = self.names()
        for name in names:
            self.delete(name)
        self._names.clear()
        return len(names)

    def read(self, name: str) -> bytes:
        """Return a message byte for byte; raise `FileNotFoundError` when there is none of that name."""
        if not _NAME.fullmatch(name):
            raise FileNotFoundError(name)
        return (self.path / "new" / name).read_bytes()

    def parsed(self, name: str) -> EmailMessage:
        """Return a message taken apart."""
        message = BytesParser(policy=default_policy).parsebytes(self.read(name))
        if not isinstance(message, EmailMessage):
            raise TypeError(type(message))
        return message

    def recipients(self, name: str) -> tuple[str, ...]:
        """Whom the message was really for."""
        try:
            return tuple(json.loads((self.path / "envelopes" / name).read_text())["to"])
        except (FileNotFoundError, json.JSONDecodeError, KeyError):
            return ()

    def summaries(self, names: Sequence[str]) -> list[Caught]:
        """What a list shows of some messages; those deleted in the meantime are left out."""
        parser = BytesHeaderParser(policy=default_policy)
        found = []
        for name in names:
            with contextlib.suppress(FileNotFoundError), (self.path / "new" / name).open("rb") as file:
                headers = parser.parsebytes(file.read(_HEADER_LIMIT_BYTES).partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
                found.append(
                    Caught(
                        name=name,
                        sender=header_text(headers, "From"),
                        recipients=self.recipients(name),
                        subject=header_text(headers, "Subject"),
                        caught_at=datetime.fromtimestamp(int(name[:19]) / 1e9, tz=UTC),
                    )
                )
        return found


def header_text(message: EmailMessage, name: str) -> str:
    """Return a header decoded, or what can be made of a broken one."""
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, KeyError):
        return str(dict(message.raw_items()).get(name, ""))
