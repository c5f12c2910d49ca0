"""Comparing what a publisher's files say with the database, and writing the difference."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from advocacy.legislators.importing.problems import ImportRefusedError
from advocacy.legislators.models import EffectiveDated

MOST_LOST = 0.2
"""An import may not end more than this share, beyond what it adds, unless staff allow it."""
FEW = 20
"""Among fewer than this, losing a fifth is everyday."""
_BATCH = 1000

Row = TypeVar("Row", bound=EffectiveDated)


@dataclass
class Counts:
    """What an import did to one kind of thing."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0

    @property
    def known_before(self) -> int:
        """How many held before the import."""
        return self.changed + self.ended + self.unchanged

    @property
    def lost(self) -> int:
        """How many fewer hold after it."""
        return self.ended - self.added


@dataclass
class Tally:
    """Counts by kind, and for the safety stop also by kind and state."""

    kinds: dict[str, Counts] = field(default_factory=dict)
    groups: dict[tuple[str, str], Counts] = field(default_factory=dict)

    def note(self, kind: str, outcome: str, group: str = "", number: int = 1) -> None:
        """Count one outcome (`added`, `changed`, `ended` or `unchanged`)."""
        counts = [self.kinds.setdefault(kind, Counts())]
        if group:
            counts.append(self.groups.setdefault((kind, group), Counts()))
        for count in counts:
            setattr(count, outcome, getattr(count, outcome) + number)

    def refuse_large_losses(self) -> None:
        """Raise `ImportRefusedError` when much of what was known is missing from the files."""
        totals = [(kind, "", counts) for kind, counts in self.kinds.items()]
        by_state = [(kind, group, counts) for (kind, group), counts in self.groups.items()]
        for kind, group, counts in [*totals, *by_state]:
            if counts.known_before >= FEW and counts.lost > MOST_LOST * counts.known_before:
                place = f" in {group}" if group else ""
                raise ImportRefusedError(
                    f"This would end {counts.ended} of {counts.known_before} {kind}{place} and add {counts.added}: "
                    "more than a fifth would be lost, so the files are probably not whole. Nothing was changed. "
                    "If it is right, import again and allow it (--allow-ending)."
                )

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing was written."""
        return not any(counts.added or counts.changed or counts.ended for counts in self.kinds.values())

    def as_json(self) -> dict[str, dict[str, int]]:
        """The counts for the log, as plain numbers."""
        return {
            kind: {
                "added": counts.added,
                "changed": counts.changed,
                "ended": counts.ended,
                "unchanged": counts.unchanged,
            }
            for kind, counts in self.kinds.items()
        }


@dataclass(frozen=True)
class Moment:
    """When an import sees things: `day` is that of the files where known, else today.

    What the first import of a publisher sees may have held long before, so it begins with no date.
    """

    day: date
    is_first: bool

    @property
    def beginning(self) -> date | None:
        """From when something holds that no earlier import saw."""
        return None if self.is_first else self.day


def synchronise(
    model: type[Row],
    wanted: Mapping[Hashable, dict[str, Any]],
    *,
    existing: Iterable[Row],
    key: Callable[[Row], Hashable],
    moment: Moment,
    tally: Tally,
    kind: Callable[[Row], str],
    group: Callable[[Row], str] = lambda _row: "",
) -> list[Row]:
    """Make the rows say what `wanted` says; return the rows that were added.

    `existing` are the rows to compare with; ended ones among them are opened again when they are wanted.
    A wanted entry gives the values of the fields to compare; `effective_from` applies to new rows only.
    """
    known = {key(row): row for row in existing}
    added: list[Row] = []
    changed: list[Row] = []
    fields_changed: set[str] = set()
    for identity, values in wanted.items():
        row = known.pop(identity, None)
        if row is None:
            added.append(model(**{"effective_from": moment.beginning, **values}))
            continue
        different = _update(row, values)
        if different:
            changed.append(row)
            fields_changed |= different
        tally.note(kind(row), "changed" if different else "unchanged", group(row))
    ended = [row for row in known.values() if row.effective_until is None]
    for row in ended:
        row.effective_until = max(moment.day, row.effective_from or moment.day)
        tally.note(kind(row), "ended", group(row))
    manager = model._default_manager  # noqa: SLF001 (Django's public name for the default manager)
    if ended:
        manager.bulk_update(ended, ["effective_until"], batch_size=_BATCH)
    if changed:
        manager.bulk_update(changed, sorted(fields_changed), batch_size=_BATCH)
    for row in added:
        tally.note(kind(row), "added", group(row))
    manager.bulk_create(added, batch_size=_BATCH)
    return added


def _update(row: EffectiveDated, values: Mapping[str, Any]) -> set[str]:
    different = {name for name, value in values.items() if name != "effective_from" and getattr(row, name) != value}
    for name in different:
        setattr(row, name, values[name])
    if row.effective_until is not None:
        row.effective_until = None
        different.add("effective_until")
    return different
