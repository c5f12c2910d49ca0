"""Read SMTP replies as they arrive, whatever a server sends."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from delivery.cleaning import clean_header_value

_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")
_LONGEST_LINE: Final = 64 * 1024
_LONGEST_REPLY: Final = 8 * 1024 * 1024
_KEPT_WORDS: Final = 2_000
_USUAL_LINE: Final = 512


class ProtocolError(Exception):
    """What the server sent is not SMTP; the connection cannot be trusted any more."""


@dataclass(frozen=True)
class Reply:
    """One reply: its code, and its words as one clean line."""

    code: int
    words: str

    @property
    def positive(self) -> bool:
        """Whether the server did what it was asked (2xx)."""
        return 200 <= self.code < 300

    @property
    def permanent(self) -> bool:
        """Whether asking again makes no sense (5xx)."""
        return self.code >= 500

    @property
    def enhanced_code(self) -> str:
        """The enhanced status code (RFC 3463), when the words begin with one."""
        match = _ENHANCED.match(self.words)
        return match.group(1) if match else ""

    def __str__(self) -> str:
        return f"{self.code} {self.words}".strip()


class ReplyReader:
    """Cuts a stream of bytes into replies; keeps the first words of a long one and drops the rest."""

    def __init__(self) -> None:
        self._rest = b""
        self._words: list[bytes] = []
        self._kept = 0
        self._read = 0

    def feed(self, data: bytes) -> list[Reply]:
        """Return the replies that are complete now; raise `ProtocolError` for anything that is none."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > _LONGEST_LINE:
            raise ProtocolError("The server sent a line without end.")
        replies = []
        for line in lines:
            reply = self._line(line.rstrip(b"\r"))
            if reply is not None:
                replies.append(reply)
        return replies

    def _line(self, line: bytes) -> Reply | None:
        if not self._read and len(line) < _USUAL_LINE:
            reply = _whole_reply(line)
            if reply is not None:
                return reply
        match = _LINE.fullmatch(line)
        if match is None:
            raise ProtocolError(f"The server sent something that is not SMTP: {_clean(line[:80])}")
        self._read += len(line)
        if self._read > _LONGEST_REPLY:
            raise ProtocolError("The server sent a reply without end.")
        code, separator, words = match.groups()
        if words and self._kept < _KEPT_WORDS:
            self._words.append(words[: _KEPT_WORDS - self._kept])
            self._kept += len(words) + 1
        if separator == b"-":
            return None
        reply = Reply(int(code), _clean(b" ".join(self._words)))
        self._words, self._kept, self._read = [], 0, 0
        return reply


@lru_cache(maxsize=256)
def _whole_reply(line: bytes) -> Reply | None:
    """Read a line that is a reply by itself: most that a server says is the same each time."""
    match = _LINE.fullmatch(line)
    if match is None or match.group(2) == b"-":
        return None
    return Reply(int(match.group(1)), _clean(match.group(3) or b""))


def _clean(words: bytes) -> str:
    return clean_header_value(words.decode("utf-8", "replace"))[:480]
