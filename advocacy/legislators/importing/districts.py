"""Importing ZIP areas and outlines of the districts of the U.S. House."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from advocacy.legislators.importing import outline_layout, zip_layout
from advocacy.legislators.importing.bodies import ensure_districts, ensure_seats
from advocacy.legislators.importing.congresses import begins, sitting_on
from advocacy.legislators.importing.download import Limits
from advocacy.legislators.importing.outline_layout import Outlines, read_outlines
from advocacy.legislators.importing.problems import ImportRefusedError, Problems
from advocacy.legislators.importing.runs import Order, Prepared, last_success, run_import
from advocacy.legislators.importing.snapshot import DistrictKey
from advocacy.legislators.importing.sources import FileTree, open_source
from advocacy.legislators.importing.synchronise import Moment, Tally, synchronise
from advocacy.legislators.importing.zip_layout import ZipRow, read_zip_areas
from advocacy.legislators.models import Chamber, District, DistrictOutline, ImportRun, Seat, ZipDistrict

ZIP_ADDRESS = "https://raw.githubusercontent.com/OpenSourceActivismTech/us-zipcodes-congress/master/zccd.csv"

_KINDS = {
    ImportRun.Source.OUTLINES: (DistrictOutline.Kind.BOUNDARY, outline_layout.OUTLINE_FILE, "outlines"),
    ImportRun.Source.HEXAGONS: (DistrictOutline.Kind.HEXAGON, outline_layout.HEXAGON_FILE, "hexagon outlines"),
}


def import_districts(
    location: str,
    order: Order | None = None,
    *,
    congress: int | None = None,
    limits: Limits | None = None,
    only: str = "",
) -> list[ImportRun]:
    """Import the ZIP table and the outlines that lie at `location`, each in a transaction of its own.

    `congress` is the number of the Congress for which they hold; the ZIP table does not say it, the outlines
    do. `only` is the one source to import of those that lie there. Files of a Congress to come hold from its first day, and those before them until then. Raises
    `ImportRefusedError`.
    """
    order = order or Order()
    tree = open_source(location, (zip_layout.FILE,), limits)
    runs = [
        run_import(source, tree, _outline_reader(source, congress), order)
        for source in (ImportRun.Source.OUTLINES, ImportRun.Source.HEXAGONS)
        if only in {"", source} and tree.named(_KINDS[source][1])
    ]
    if only in {"", ImportRun.Source.ZIP_AREAS} and any(name.endswith(".csv") for name in tree.names):
        runs.append(
            run_import(ImportRun.Source.ZIP_AREAS, tree, _zip_reader(congress or _stated_congress(tree)), order)
        )
    if not runs:
        raise ImportRefusedError(
            f"{location}: none of {zip_layout.FILE}, {outline_layout.OUTLINE_FILE} and {outline_layout.HEXAGON_FILE} "
            "is there. Nothing was changed."
        )
    return runs


def write_zip_areas(rows: Iterable[ZipRow], legislature: str, start: date, moment: Moment, tally: Tally) -> None:
    """Write which ZIP areas lie in which districts from `start` on."""
    rows = list(rows)
    districts = _ensure(legislature, {(state, code) for _zip_code, state, code in rows}, moment, tally)
    wanted: dict[Any, dict[str, Any]] = {
        (zip_code, districts[state, code].pk): {
            "zip_code": zip_code,
            "district_id": districts[state, code].pk,
            "effective_from": start if moment.is_first else max(start, moment.day),
        }
        for zip_code, state, code in rows
    }
    existing = list(ZipDistrict.objects.current().filter(district__chamber__legislature__code=legislature))
    _count_areas(existing, wanted.keys(), tally)
    state_of = dict(District.objects.filter(chamber__legislature__code=legislature).values_list("pk", "state"))
    synchronise(
        ZipDistrict,
        wanted,
        existing=existing,
        key=lambda row: (row.zip_code, row.district_id),
        moment=moment,
        tally=tally,
        kind=lambda _row: "ZIP areas in districts",
        group=lambda row: state_of[row.district_id],
    )


def write_outlines(outlines: Outlines, source: str, start: date, moment: Moment, tally: Tally) -> None:
    """Write the shapes of districts of the U.S. House from `start` on.

    A shape drawn anew for a later Congress is a new row; within one Congress it is a correction.
    """
    kind, _file, label = _KINDS[ImportRun.Source(source)]
    districts = _ensure("us", {(record.state, record.code) for record in outlines.records}, moment, tally)
    last = last_success(source)
    is_turnover = bool(last and last.newest_entry and start > last.newest_entry)
    stored = list(DistrictOutline.objects.current().filter(kind=kind, district__chamber__legislature__code="us"))
    wanted: dict[Any, dict[str, Any]] = {}
    by_district = {row.district_id: row for row in stored}
    for record in outlines.records:
        district = districts[record.state, record.code]
        west, south, east, north = record.bounds
        row = by_district.get(district.pk)
        redrawn = is_turnover and row is not None and row.geometry != record.geometry
        wanted[district.pk, start if redrawn else None] = {
            "district_id": district.pk,
            "kind": kind,
            "geometry": record.geometry,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "land_area": record.land_area,
            "effective_from": start if moment.is_first else max(start, moment.day),
        }
    synchronise(
        DistrictOutline,
        wanted,
        existing=stored,
        key=lambda row: (row.district_id, None),
        moment=moment,
        tally=tally,
        kind=lambda _row: label,
    )
    if is_turnover and kind == DistrictOutline.Kind.BOUNDARY:
        _end_abolished(stored, {district.pk for district in districts.values()}, moment, tally)


def _zip_reader(congress: int | None) -> Callable[[FileTree, Problems], Prepared]:
    def read(tree: FileTree, problems: Problems) -> Prepared:
        rows = read_zip_areas(tree, problems)
        if congress is None:
            problems.error(
                zip_layout.FILE, "", "", "the table does not say for which Congress it holds. Give it: --congress 119"
            )
            problems.refuse_if_any()
        start = begins(congress or 0)

        def write(moment: Moment, tally: Tally) -> None:
            write_zip_areas(rows, "us", start, _moment(ImportRun.Source.ZIP_AREAS, start, moment), tally)

        return Prepared(write, start)

    return read


def _outline_reader(source: ImportRun.Source, congress: int | None) -> Callable[[FileTree, Problems], Prepared]:
    def read(tree: FileTree, problems: Problems) -> Prepared:
        outlines = read_outlines(tree, _KINDS[source][1], problems)
        number = outlines.congress or congress or _stated_congress(tree) or sitting_on(timezone.localdate())
        if congress and outlines.congress and congress != outlines.congress:
            problems.error(
                _KINDS[source][1],
                "",
                "properties",
                f"the outlines are of the {outlines.congress}th Congress, not {congress}.",
            )
        start = begins(number)

        def write(moment: Moment, tally: Tally) -> None:
            write_outlines(outlines, source, start, _moment(source, start, moment), tally)

        return Prepared(write, start)

    return read


def _stated_congress(tree: FileTree) -> int | None:
    """The Congress that the outlines beside a table name, from the first of their properties."""
    name = tree.named(outline_layout.OUTLINE_FILE)
    if name is None:
        return None
    found = outline_layout.CONGRESS_IN_TEXT.search(tree.read(name).decode("utf-8", "replace"))
    return int(found[1]) if found else None


def _moment(source: str, start: date, moment: Moment) -> Moment:
    """From which day a difference holds.

    Files of a later Congress than those imported last hold from its first day; those of the same one
    correct what is known, from today.
    """
    last = last_success(source)
    if last is None or last.newest_entry is None:
        return Moment(start, is_first=True)
    if start < last.newest_entry:
        raise ImportRefusedError(
            f"These files hold from {start}; those imported last from {last.newest_entry}, which is later. "
            "Nothing was changed."
        )
    return Moment(start if start > last.newest_entry else max(start, moment.day), is_first=False)


def _ensure(
    legislature: str, names: set[tuple[str, str]], moment: Moment, tally: Tally
) -> dict[tuple[str, str], District]:
    keys = {(state, code): DistrictKey(legislature, Chamber.Kind.LOWER, state, code) for state, code in names}
    districts = ensure_districts(keys.values(), moment, tally)
    ensure_seats([(district, "") for district in districts.values()], moment)
    return {name: districts[key] for name, key in keys.items()}


def _count_areas(existing: list[ZipDistrict], wanted: Iterable[tuple[str, int]], tally: Tally) -> None:
    before, after = defaultdict(set), defaultdict(set)
    for row in existing:
        before[row.zip_code].add(row.district_id)
    for zip_code, district_id in wanted:
        after[zip_code].add(district_id)
    for zip_code, districts in after.items():
        outcome = "added" if zip_code not in before else "unchanged" if before[zip_code] == districts else "changed"
        tally.note("ZIP areas", outcome)
    ended = len(before.keys() - after.keys())
    if ended:
        tally.note("ZIP areas", "ended", number=ended)


def _end_abolished(stored: list[DistrictOutline], kept: set[int], moment: Moment, tally: Tally) -> None:
    gone = {row.district_id for row in stored} - kept
    if gone:
        District.objects.filter(pk__in=gone).update(effective_until=moment.day)
        Seat.objects.filter(district__in=gone).update(effective_until=moment.day)
        tally.note("districts", "ended", number=len(gone))
