"""Compile a mailing's text once, so that filling it costs microseconds per recipient.

The compiled form is text of ASCII literals and slots; its literals are finished: quoted-printable,
CRLF, folded. It is stored with the mailing, so what was sent can be rebuilt long after this code changed;
`COMPILED_VERSION` says which rules it follows.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from delivery.cleaning import clean_text_value
from delivery.content import MailContent, MailingContentError
from delivery.encoding import encode_text, header, slot_bytes
from delivery.slots import Context, Parts, Slot, split, split_html

COMPILED_VERSION = 1
_LARGEST_TEXT = 2_000_000


@dataclass(frozen=True)
class CompiledContent:
    """A compiled text: the subject's parts, and the body from its first MIME header to its end."""

    subject: Parts
    body: Parts
    slots: frozenset[str]
    filler: "Filler" = field(compare=False, repr=False)

    def dumps(self) -> str:
        """Return the stored form, the same text for the same content."""
        return json.dumps(
            {"version": COMPILED_VERSION, "subject": _plain(self.subject), "body": _plain(self.body)},
            ensure_ascii=True,
            separators=(",", ":"),
        )

    @classmethod
    def loads(cls, stored: str) -> "CompiledContent":
        """Read the stored form; raise `MailingContentError` when another version wrote it."""
        data = json.loads(stored)
        if data["version"] != COMPILED_VERSION:
            raise MailingContentError(f"This text was compiled by version {data['version']} of the outbox.")
        return cls.of(_parts(data["subject"]), _parts(data["body"]))

    @classmethod
    def of(cls, subject: Parts, body: Parts) -> "CompiledContent":
        """Assemble a compiled text and note which slots it needs."""
        slots = frozenset(part.name for part in [*subject, *body] if isinstance(part, Slot))
        return cls(subject, body, slots, Filler(body))


class Filler:
    """Fills a body: each different slot is escaped and encoded once, then everything is joined in one go."""

    def __init__(self, parts: Parts) -> None:
        slots = list(dict.fromkeys(part for part in parts if isinstance(part, Slot)))
        self._slots = [(slot.name, slot.context) for slot in slots]
        self._literals = [part.encode("ascii") for part in parts if isinstance(part, str)]
        number_of = {slot: len(self._literals) + number for number, slot in enumerate(slots)}
        literals = iter(range(len(self._literals)))
        order = [number_of[part] if isinstance(part, Slot) else next(literals) for part in parts]
        self._in_order: Callable[[list[bytes]], tuple[bytes, ...]] = itemgetter(*order, order[0])

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Return the finished body; raise `KeyError` naming a slot without a value."""
        encoded = [slot_bytes(values[name], context) for name, context in self._slots]
        return b"".join(self._in_order(self._literals + encoded)[:-1])


def digest_of(compiled: str) -> str:
    """Return the SHA-256 of a stored compiled form."""
    return hashlib.sha256(compiled.encode("ascii")).hexdigest()


@lru_cache(maxsize=256)
def load_compiled(digest: str, stored: str) -> CompiledContent:  # noqa: ARG001 - the digest is the cheap cache key
    """Read a stored form once per process."""
    return CompiledContent.loads(stored)


def compile_content(content: MailContent) -> CompiledContent:
    """Compile; raise `MailingContentError` naming what is wrong with the subject, text or HTML."""
    if not content.subject.strip():
        raise MailingContentError("The subject is empty.")
    if not content.text.strip():
        raise MailingContentError("The plain text is empty: every message needs one.")
    if len(content.text) > _LARGEST_TEXT or len(content.html) > _LARGEST_TEXT:
        raise MailingContentError("The text is too large for a mail (over 2 million characters).")
    subject = split(content.subject, Context.HEADER, "The subject")
    if not any(isinstance(part, Slot) for part in subject):
        subject = [header("Subject", content.subject)]
    text = _encoded(split(_newlines(content.text), Context.PLAIN, "The plain text"))
    html = _encoded(split_html(_newlines(content.html))) if content.html.strip() else []
    return CompiledContent.of(subject, _assembled(text, html))


def literal_body(text: str, html: str = "") -> str:
    """Return the finished body, from its first MIME header on, of texts in which nothing is a slot."""
    body = _assembled(
        [encode_text(_newlines(clean_text_value(text)))],
        [encode_text(_newlines(clean_text_value(html)))] if html.strip() else [],
    )
    return "".join(part for part in body if isinstance(part, str))


def _assembled(text: Parts, html: Parts) -> Parts:
    """Put the encoded texts into a MIME body; no encoded line can look like the boundary, for it has a bare `=`."""
    if not html:
        return _joined([_mime_head("plain"), *text, "\r\n"])
    mark = hashlib.sha256(repr((text, html)).encode("utf-8")).hexdigest()[:24]
    boundary = f"=_part_{mark}"
    return _joined(
        [
            f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n--{boundary}\r\n',
            _mime_head("plain"),
            *text,
            f"\r\n--{boundary}\r\n",
            _mime_head("html"),
            *html,
            f"\r\n--{boundary}--\r\n",
        ]
    )


def _mime_head(subtype: str) -> str:
    return f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoded(parts: Parts) -> Parts:
    """Encode the literals; around each slot stands a soft line break, so its value is encoded by itself."""
    encoded: Parts = []
    for index, part in enumerate(parts):
        if isinstance(part, Slot):
            encoded.append(part)
            continue
        text = encode_text(part)
        if index > 0:
            text = "=\r\n" + text
        if index < len(parts) - 1:
            text += "=\r\n"
        encoded.append(text)
    return _separate_adjacent(encoded)


def _separate_adjacent(parts: Parts) -> Parts:
    separated: Parts = []
    for part in parts:
        if separated and isinstance(part, Slot) and isinstance(separated[-1], Slot):
            separated.append("=\r\n")
        separated.append(part)
    return separated


def _joined(parts: Parts) -> Parts:
    joined: Parts = []
    for part in parts:
        if joined and isinstance(part, str) and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _plain(parts: Parts) -> list[str | list[str]]:
    return [part if isinstance(part, str) else [part.name, part.context.value] for part in parts]


def _parts(plain: list[str | list[str]]) -> Parts:
    return [part if isinstance(part, str) else Slot(part[0], Context(part[1])) for part in plain]
