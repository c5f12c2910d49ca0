"""The mailbox in which bounces arrive: over IMAP, or a maildir that the host's mail server fills.

Both give out the beginning of each message, so one of 50 MB costs no more than one of 256 KB. What was
recorded is deleted; what was not recognised stays, flagged, for people to read.
"""

import contextlib
import imaplib
import os
import re
import ssl
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from delivery.inbound.message import READ_BYTES

_TIME_OUT: Final = 20
_NUMBER: Final = re.compile(rb"\d+")


class MailboxError(OSError):
    """The mailbox cannot be read; the words say why, without the password."""


class ReturnMailbox(ABC):
    """One mailbox, open for the length of a `with` block."""

    @abstractmethod
    def messages(self, limit: int) -> Iterator[tuple[str, bytes]]:
        """Give out up to `limit` messages not looked at yet: a name for each and its first `READ_BYTES`."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Delete a message that was dealt with."""

    @abstractmethod
    def keep(self, name: str) -> None:
        """Put a message aside for people; it is not given out again."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the mailbox."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_mailbox(address: str) -> ReturnMailbox:
    """Open `imaps://user:password@host:993/INBOX`, `imap://…` (loopback only) or `maildir:///folder`.

    User and password are percent-encoded. Raises `ImproperlyConfigured` for an address of another shape and
    `MailboxError` when the mailbox does not open.
    """
    parts = urlsplit(address)
    if parts.scheme == "maildir" and parts.path:
        return Maildir(Path(unquote(parts.path)))
    is_loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme == "imaps" or (parts.scheme == "imap" and is_loopback):
        if not parts.hostname or not parts.username:
            raise ImproperlyConfigured("RETURN_MAILBOX must name a host and a user.")
        return ImapMailbox(
            host=parts.hostname,
            port=parts.port or (993 if parts.scheme == "imaps" else 143),
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            encrypted=parts.scheme == "imaps",
        )
    raise ImproperlyConfigured("RETURN_MAILBOX must be imaps://user:password@host/folder or maildir:///folder.")


class Maildir(ReturnMailbox):
    """A maildir; messages that were not recognised move to its subfolder `.Unrecognised`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = folder / ".Unrecognised"
        if not (folder / "new").is_dir():
            raise MailboxError(f"{folder} is no maildir: it has no folder new.")

    def messages(self, limit: int) -> Iterator[tuple[str, bytes]]:
        """Give out the messages in `new` and `cur`, oldest first by name."""
        names = [
            f"{part}/{entry.name}"
            for part in ("new", "cur")
            if (self._folder / part).is_dir()
            for entry in os.scandir(self._folder / part)
            if entry.is_file(follow_symlinks=False)
        ]
        for name in sorted(names, key=lambda each: each.partition("/")[2])[:limit]:
            with contextlib.suppress(FileNotFoundError), (self._folder / name).open("rb") as file:
                yield name, file.read(READ_BYTES)

    def remove(self, name: str) -> None:
        """Delete the file."""
        (self._folder / name).unlink(missing_ok=True)

    def keep(self, name: str) -> None:
        """Move the file to `.Unrecognised`."""
        for part in ("new", "cur", "tmp"):
            (self._kept / part).mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            (self._folder / name).rename(self._kept / "cur" / name.partition("/")[2])

    def close(self) -> None:
        """Nothing is held open."""


class ImapMailbox(ReturnMailbox):
    """A folder on an IMAP server (RFC 3501); messages that were not recognised stay there, flagged."""

    def __init__(self, *, host: str, port: int, user: str, password: str, folder: str, encrypted: bool) -> None:
        try:
            self._client: imaplib.IMAP4 = (
                imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=_TIME_OUT)
                if encrypted
                else imaplib.IMAP4(host, port, timeout=_TIME_OUT)
            )
            self._client.login(_quoted(user), password)
            status, words = self._client.select(_quoted(folder))
        except imaplib.IMAP4.error as error:
            raise MailboxError(f"{host} refused: {_words(error)}") from error
        except OSError as error:
            raise MailboxError(f"{host}: {error}") from error
        if status != "OK":
            raise MailboxError(f"{host} does not open {folder}: {_words(words)}")

    def messages(self, limit: int) -> Iterator[tuple[str, bytes]]:
        """Give out the messages without a flag, oldest first."""
        data = self._ask("SEARCH", "UNFLAGGED", "UNDELETED")
        for number in _NUMBER.findall(b" ".join(part for part in data if isinstance(part, bytes)))[:limit]:
            name = number.decode("ascii")
            for part in self._ask("FETCH", name, f"(BODY.PEEK[]<0.{READ_BYTES}>)"):
                if isinstance(part, tuple):
                    yield name, bytes(part[1])[:READ_BYTES]
                    break

    def remove(self, name: str) -> None:
        """Mark the message as deleted; closing the folder removes it."""
        self._ask("STORE", name, "+FLAGS.SILENT", r"(\Deleted)")

    def keep(self, name: str) -> None:
        """Flag the message."""
        self._ask("STORE", name, "+FLAGS.SILENT", r"(\Flagged)")

    def close(self) -> None:
        """Remove what was marked and sign out; a server that is gone already is no error."""
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self._client.close()
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self._client.logout()

    def _ask(self, command: str, *arguments: str) -> list[object]:
        try:
            status, data = self._client.uid(command, *arguments)
        except imaplib.IMAP4.error as error:
            raise MailboxError(f"{command}: {_words(error)}") from error
        if status != "OK":
            raise MailboxError(f"{command}: {_words(data)}")
        return list(data)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _words(given: object) -> str:
    return str(given)[:200]
