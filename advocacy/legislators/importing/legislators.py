"""Importing people, offices and committees of Congress and of the states."""

from collections.abc import Callable, Iterator
from pathlib import Path

from advocacy.legislators.importing import congress_layout, openstates_layout
from advocacy.legislators.importing.committees_writer import write_committees
from advocacy.legislators.importing.download import Limits
from advocacy.legislators.importing.people_writer import write_people
from advocacy.legislators.importing.problems import ImportRefusedError, Problems
from advocacy.legislators.importing.runs import Order, Prepared, run_import
from advocacy.legislators.importing.snapshot import Snapshot
from advocacy.legislators.importing.sources import FileTree, open_source
from advocacy.legislators.importing.synchronise import Moment, Tally
from advocacy.legislators.importing.terms_writer import write_terms
from advocacy.legislators.models import ImportRun

CONGRESS_ADDRESS = "https://raw.githubusercontent.com/unitedstates/congress-legislators/main/"
OPENSTATES_ADDRESS = "https://github.com/openstates/people/archive/refs/heads/main.zip"


def import_legislators(
    location: str, order: Order | None = None, *, limits: Limits | None = None, only: str = ""
) -> list[ImportRun]:
    """Import whichever of the two layouts lies at `location`, each in a transaction of its own.

    `only` is the one source to import of those that lie there. A folder may hold both, and the zip of one as well. Raises `ImportRefusedError`; a source imported before
    the refused one stays imported, and the log tells both.
    """
    order = order or Order()
    wanted = [
        (source, tree) for tree in _trees(location, limits) for source in _sources_in(tree) if only in {"", source}
    ]
    if not wanted:
        raise ImportRefusedError(
            f"{location}: neither {congress_layout.PEOPLE_FILE} (congress-legislators) nor "
            "data/<state>/legislature/*.yml (openstates/people) is there. Nothing was changed."
        )
    return [run_import(source, tree, _READERS[source], order) for source, tree in wanted]


def write_snapshot(snapshot: Snapshot, moment: Moment, tally: Tally) -> None:
    """Write everything one publisher's files say."""
    people = write_people(snapshot, moment, tally)
    write_terms(snapshot, people, moment, tally)
    write_committees(snapshot, people, moment, tally)


def _trees(location: str, limits: Limits | None) -> Iterator[FileTree]:
    yield open_source(location, congress_layout.FILES, limits)
    folder = Path(location)
    if "://" not in location and folder.is_dir():
        for archive in sorted(folder.glob("*people*.zip")):
            yield open_source(str(archive))


def _sources_in(tree: FileTree) -> list[str]:
    found: list[str] = []
    if congress_layout.is_congress_layout(tree):
        found.append(ImportRun.Source.CONGRESS)
    if openstates_layout.is_openstates_layout(tree):
        found.append(ImportRun.Source.OPENSTATES)
    return found


def _read_congress(tree: FileTree, problems: Problems) -> Prepared:
    return _prepared(congress_layout.read_congress(tree, problems))


def _read_openstates(tree: FileTree, problems: Problems) -> Prepared:
    return _prepared(openstates_layout.read_openstates(tree, problems))


def _prepared(snapshot: Snapshot) -> Prepared:
    return Prepared(lambda moment, tally: write_snapshot(snapshot, moment, tally), snapshot.newest_entry)


_READERS: dict[str, Callable[[FileTree, Problems], Prepared]] = {
    ImportRun.Source.CONGRESS: _read_congress,
    ImportRun.Source.OPENSTATES: _read_openstates,
}
