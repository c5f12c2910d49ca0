"""What differs between two plans that were frozen: two versions of one plan, or the plans of two years.

Parts are matched by the key that they keep through revisions and from year to year, not by their number or title, so
that a part that was renumbered because another came before it has not changed, and one that went elsewhere is moved.
Texts are compared word by word. Pure: plain data in (see `content.plans.frozen`), plain data out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Literal

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.charts.numbers import number_text
from content.plans.exports import plain_text
from content.plans.frozen import Content, walk
from content.plans.metric_blocks import Direction

MOST_WORDS = 20_000
"""Texts of more words than this are shown whole, as removed and added: comparing takes the square of their length."""

PieceKind = Literal["same", "added", "removed"]


class Change(models.TextChoices):
    """What became of a part."""

    ADDED = "added", gettext_lazy("Added")
    REMOVED = "removed", gettext_lazy("Removed")
    MOVED = "moved", gettext_lazy("Moved")
    CHANGED = "changed", gettext_lazy("Changed")


@dataclass(frozen=True)
class Piece:
    """A run of words that both texts have, or only one."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """What differs in one thing that is said of a part."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class PartDifference:
    """A part that differs: what became of it, and what is said of it otherwise.

    `number` and `title` are the newer ones, or the older ones of a removed part. `was_below` and `is_below` name the
    part above it where it went to another.
    """

    level: str
    number: str
    title: str
    changes: tuple[Change, ...]
    older_number: str = ""
    was_below: str = ""
    is_below: str = ""
    fields: list[FieldDifference] = field(default_factory=list)


@dataclass(frozen=True)
class ChangeCount:
    """How many parts were added, removed, moved or changed."""

    change: Change
    count: int


@dataclass(frozen=True)
class PlanDifference:
    """Everything that differs between two plans: in the whole, then part by part in the newer one's reading order."""

    whole: list[FieldDifference]
    parts: list[PartDifference]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not self.whole and not self.parts

    @property
    def tallies(self) -> list[ChangeCount]:
        """The counts, without what did not happen."""
        counts = {change: sum(change in part.changes for part in self.parts) for change in Change}
        return [ChangeCount(change, count) for change, count in counts.items() if count]


def difference(older: Content, newer: Content) -> PlanDifference:
    """What a reader of the older plan finds changed in the newer one."""
    before, after = _parts(older), _parts(newer)
    moved = _moved(before, after)
    found = [
        part
        for key, entry in after.items()
        if (part := _part(before.get(key), entry, before, after, is_moved=key in moved)) is not None
    ]
    return PlanDifference(_fields(_whole(older), _whole(newer)), _with_removed(found, before, after))


def words_difference(older: str, newer: str) -> list[Piece]:
    """The words of both texts, in reading order. The same and the removed make the older one, the same and the added
    the newer one, character by character.
    """
    if older == newer:
        return [Piece("same", older)] if older else []
    before, after = _words(older), _words(newer)
    if len(before) + len(after) > MOST_WORDS:
        return _removed_and_added(older, newer)
    pieces: list[Piece] = []
    for tag, first, end, newer_first, newer_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[first:end])))
        else:
            pieces += _removed_and_added("".join(before[first:end]), "".join(after[newer_first:newer_end]))
    return pieces


@dataclass(frozen=True)
class _Entry:
    part: Mapping[str, Any]
    above: str


def _parts(content: Content) -> dict[str, _Entry]:
    return {part["key"]: _Entry(part, above) for part, above in walk(content)}


def _moved(before: Mapping[str, _Entry], after: Mapping[str, _Entry]) -> set[str]:
    """The keys of parts that are below another part, or in another order among those that stayed with them."""
    stayed = [key for key in after if key in before]
    moved = {key for key in stayed if before[key].above != after[key].above}
    for above in {after[key].above for key in stayed}:
        siblings = [key for key in stayed if after[key].above == above and key not in moved]
        earlier = [key for key in before if key in set(siblings)]
        blocks = SequenceMatcher(None, earlier, siblings, autojunk=False).get_matching_blocks()
        in_place = {key for block in blocks for key in siblings[block.b : block.b + block.size]}
        moved |= set(siblings) - in_place
    return moved


def _part(
    older: _Entry | None,
    newer: _Entry,
    before: Mapping[str, _Entry],
    after: Mapping[str, _Entry],
    *,
    is_moved: bool,
) -> PartDifference | None:
    part = newer.part
    if older is None:
        return PartDifference(
            part["level"], part["number"], part["title"], (Change.ADDED,), fields=_fields({}, _said(part))
        )
    fields = _fields({_("Title"): older.part["title"], **_said(older.part)}, {_("Title"): part["title"], **_said(part)})
    changes = ((Change.MOVED,) if is_moved else ()) + ((Change.CHANGED,) if fields else ())
    if not changes:
        return None
    went = older.above != newer.above
    return PartDifference(
        level=part["level"],
        number=part["number"],
        title=part["title"],
        changes=changes,
        older_number=older.part["number"] if is_moved else "",
        was_below=_name(before.get(older.above)) if went else "",
        is_below=_name(after.get(newer.above)) if went else "",
        fields=fields,
    )


def _with_removed(
    found: list[PartDifference], before: Mapping[str, _Entry], after: Mapping[str, _Entry]
) -> list[PartDifference]:
    """Add what is gone, last and in the older plan's order."""
    gone = [entry.part for key, entry in before.items() if key not in after]
    return found + [
        PartDifference(part["level"], part["number"], part["title"], (Change.REMOVED,), fields=_fields(_said(part), {}))
        for part in gone
    ]


def _name(entry: _Entry | None) -> str:
    return f"{entry.part['number']} {entry.part['title']}" if entry else ""


def _whole(content: Content) -> dict[str, str]:
    return {
        _("Title"): content["title"],
        _("Summary"): content["summary"],
        _("Story"): plain_text(content["story"]),
        _("Fictional organisation"): content["fictional_organisation"],
    }


def _said(part: Mapping[str, Any]) -> dict[str, str]:
    """Everything that is said of a part besides its title, by its label, without what is said of the day only."""
    if part["level"] == "metric":
        return {
            _("Unit"): part["unit"],
            _("Which way is good"): str(Direction(part["direction"]).label),
            _("Start"): _value_and_day(part["baseline_value"], part["baseline_day"]),
            _("Target"): _value_and_day(part["target_value"], part["target_day"]),
            _("Counted by this site"): part["live_metric"],
            _("Note"): part["note"],
        }
    return {
        _("Text"): plain_text(part["text"]),
        _("Owner"): part["owner"],
        _("Facts"): "\n".join(_fact(fact) for fact in part["facts"]),
        _("What you can do here"): "\n".join(link["title"] for link in part["links"]),
    }


def _fact(fact: Mapping[str, Any]) -> str:
    return f"{fact['display']} {fact['statement']} ({fact['source']})".strip()


def _value_and_day(value: str | None, day: str | None) -> str:
    figure = number_text(Decimal(value)) if value else ""
    return " · ".join(text for text in (figure, date_format(date.fromisoformat(day)) if day else "") if text)


def _fields(older: Mapping[str, str], newer: Mapping[str, str]) -> list[FieldDifference]:
    labels: Iterable[str] = dict.fromkeys([*older, *newer])
    pairs = [(label, older.get(label, ""), newer.get(label, "")) for label in labels]
    return [FieldDifference(label, words_difference(first, last)) for label, first, last in pairs if first != last]


def _removed_and_added(older: str, newer: str) -> list[Piece]:
    pieces: list[tuple[PieceKind, str]] = [("removed", older), ("added", newer)]
    return [Piece(kind, text) for kind, text in pieces if text]


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)
