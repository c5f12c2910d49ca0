"""How a letter is made from a text: frozen once into segments and slots, filled for each office.

What a member is shown, what staff approve and what the outbox sends all come from the same frozen
segments, so that they cannot differ.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from advocacy.campaigns import tokens
from content.api import fact_by_slug

OWN_WORDS = "own_words"
OPEN_PART = "open_part_"
_LONGEST_LINE_BREAK_RUN = re.compile(r"\n{3,}")

Segment: TypeAlias = tuple[str, str]
"""("text", literal) or ("slot", name of a value)."""


@dataclass(frozen=True)
class OpenPart:
    """A part the member may change: its slot, the segments it starts from, its limit in characters."""

    slot: str
    segments: tuple[Segment, ...]
    limit: int
    group_name: str = ""


@dataclass(frozen=True)
class FrozenLetter:
    """A letter text with everything fixed but the values of its slots."""

    language: str
    subject: tuple[Segment, ...]
    body: tuple[Segment, ...]
    open_parts: tuple[OpenPart, ...]
    own_words_heading: str
    facts: tuple[tuple[str, str], ...]

    def slots(self) -> frozenset[str]:
        """Return the names of all values this letter needs."""
        return frozenset(value for kind, value in (*self.subject, *self.body) if kind == "slot")

    def as_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` turns back into an equal letter."""
        return {
            "language": self.language,
            "subject": [list(segment) for segment in self.subject],
            "body": [list(segment) for segment in self.body],
            "open_parts": [
                {
                    "slot": part.slot,
                    "segments": [list(segment) for segment in part.segments],
                    "limit": part.limit,
                    "group_name": part.group_name,
                }
                for part in self.open_parts
            ],
            "own_words_heading": self.own_words_heading,
            "facts": [list(fact) for fact in self.facts],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FrozenLetter":
        """Read back what `as_json` wrote."""
        return cls(
            language=data["language"],
            subject=_segments(data["subject"]),
            body=_segments(data["body"]),
            open_parts=tuple(
                OpenPart(part["slot"], _segments(part["segments"]), part["limit"], part["group_name"])
                for part in data["open_parts"]
            ),
            own_words_heading=data["own_words_heading"],
            facts=tuple((slug, shown) for slug, shown in data["facts"]),
        )


@dataclass(frozen=True)
class FilledLetter:
    """A letter as one office gets it; `pieces` is the body in pieces, each with whether the member wrote it."""

    subject: str
    body: str
    pieces: tuple[tuple[str, bool], ...] = ()


def freeze(
    *,
    language: str,
    subject: str,
    parts: Sequence[tuple[str, Any]],
    own_words_allowed: bool,
    group_id: int = 0,
    group_name: str = "",
) -> FrozenLetter:
    """Freeze a text: cited facts become their current figures, everything else that varies becomes a slot.

    `parts` are pairs of block name and value, as `LetterPartsBlock` holds them. Raises `ValidationError` for
    a token that is not known and for a fact the registry does not have or has no figure for.
    """
    with translation.override(language):
        facts = _Facts()
        body: list[Segment] = []
        open_parts: list[OpenPart] = []
        for block_name, value in parts:
            if block_name == "statement":
                body += [*_frozen(normalise_text(value), facts), ("text", "\n\n")]
            elif block_name == "open_part":
                slot = f"{OPEN_PART}{group_id}_{len(open_parts) + 1}"
                start = _frozen(normalise_text(value["text"]), facts)
                open_parts.append(OpenPart(slot, start, value["limit"], group_name))
                body.append(("slot", slot))
            elif own_words_allowed:
                body.append(("slot", OWN_WORDS))
        body += _signature() + facts.as_segments() + _where_from()
        return FrozenLetter(
            language=language,
            subject=_frozen(" ".join(subject.split()), facts),
            body=_joined(body),
            open_parts=tuple(open_parts),
            own_words_heading=_("In my own words:") if own_words_allowed else "",
            facts=tuple(facts.shown.items()),
        )


def fill(letter: FrozenLetter, values: Mapping[str, str]) -> FilledLetter:
    """Put the values into their slots; raise `KeyError` for a slot without a value."""
    pieces = tuple(
        (value, False) if kind == "text" else (values[value], value == OWN_WORDS or value.startswith(OPEN_PART))
        for kind, value in letter.body
    )
    return FilledLetter(
        subject=_filled(letter.subject, values), body="".join(text for text, _own in pieces), pieces=pieces
    )


def part_values(
    letter: FrozenLetter, *, member_values: Mapping[str, str], own_words: str, open_parts: Mapping[str, str]
) -> dict[str, str]:
    """Return the values of what the member wrote: each part that is not empty ends with an empty line.

    An open part the member did not touch keeps the coalition's words; one they emptied is left out.
    """
    values = {OWN_WORDS: f"{letter.own_words_heading}\n{own_words}\n\n" if own_words else ""}
    for part in letter.open_parts:
        written = open_parts.get(part.slot, _filled(part.segments, member_values))
        values[part.slot] = f"{written}\n\n" if written else ""
    return values


def open_part_start(part: OpenPart, member_values: Mapping[str, str]) -> str:
    """Return the words an open part starts from, for one member."""
    return _filled(part.segments, member_values)


def outbox_template(segments: Sequence[Segment]) -> str:
    """Return segments in the outbox's notation: literal text and `{{ bare_slot }}`."""
    return "".join(value if kind == "text" else f"{{{{ {slot_name(value)} }}}}" for kind, value in segments)


def slot_name(value_name: str) -> str:
    """Return the bare name under which the outbox knows a value."""
    return tokens.Token(value_name).slot


def normalise_text(text: str) -> str:
    """Return text as it is kept and counted: NFC, line breaks as LF, no control or direction-turning characters.

    White space at the ends and more than one empty line in a row go.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub("[\u0085\u2028\u2029\x0b\x0c\x1c-\x1e]", "\n", text).replace("\t", " ")
    kept = "".join(character for character in text if character == "\n" or not _is_invisible(character))
    lines = [line.rstrip() for line in kept.split("\n")]
    return _LONGEST_LINE_BREAK_RUN.sub("\n\n", "\n".join(lines)).strip()


def _is_invisible(character: str) -> bool:
    if character in "\u200c\u200d":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class _Facts:
    """The figures a letter cites, each once, with their sources at its end."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}
        self.sources: list[str] = []

    def figure(self, token: tokens.Token) -> str:
        """Return the figure as it stands in a sentence; raise `ValidationError` if nobody knows it."""
        fact = fact_by_slug(token.fact_slug)
        if fact is None or not fact.display:
            raise ValidationError(
                _("The evidence registry has no figure for “%(slug)s”."),
                code="unknown_fact",
                params={"slug": token.fact_slug},
            )
        self.shown[token.fact_slug] = fact.display
        if fact.source_citation and fact.source_citation not in self.sources:
            self.sources.append(fact.source_citation)
        return fact.display

    def as_segments(self) -> list[Segment]:
        """Return the list of sources that ends a letter which cites facts."""
        if not self.sources:
            return []
        listed = "\n".join(f"- {source}" for source in self.sources)
        return [("text", "\n\n" + _("Sources of the figures in this letter:") + "\n" + listed)]


def _signature() -> list[Segment]:
    return [
        ("text", _("Sincerely,") + "\n\n"),
        ("slot", "member.full_name"),
        ("text", "\n"),
        ("slot", "member.place"),
    ]


def _where_from() -> list[Segment]:
    words = _("Sent by the signer through %(coalition)s. A reply to this message reaches the signer.")
    return [("text", "\n\n--\n" + words % {"coalition": settings.WAGTAIL_SITE_NAME})]


def _frozen(text: str, facts: _Facts) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    for piece in tokens.parse(text):
        if isinstance(piece, str):
            segments.append(("text", piece))
        elif piece.is_fact:
            segments.append(("text", facts.figure(piece)))
        elif piece.name == "coalition.name":
            segments.append(("text", settings.WAGTAIL_SITE_NAME))
        else:
            segments.append(("slot", piece.name))
    return _joined(segments)


def _joined(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Join neighbouring literal segments, and refuse braces in them: the outbox would read them as slots."""
    joined: list[Segment] = []
    for kind, value in segments:
        if kind == "text" and joined and joined[-1][0] == "text":
            joined[-1] = ("text", joined[-1][1] + value)
        else:
            joined.append((kind, value))
    for kind, value in joined:
        if kind == "text" and ("{{" in value or "}}" in value):
            raise ValidationError(_("A figure or name in this letter contains double braces."), code="braces")
    return tuple(joined)


def _filled(segments: Sequence[Segment], values: Mapping[str, str]) -> str:
    return "".join(value if kind == "text" else values[value] for kind, value in segments)


def _segments(data: Sequence[Sequence[str]]) -> tuple[Segment, ...]:
    return tuple((kind, value) for kind, value in data)
