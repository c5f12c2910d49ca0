"""Importing people, offices and committees of Congress and of the states."""

from collections.abc import Iterator
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


def import_legislators(location: str, order: Order | None = None, limits: Limits | None = None) -> list[ImportRun]:
    """Import whichever of the two layouts lies at `location`, each in a transaction of its own.

    A folder may hold both, and the zip of one as well. Raises `ImportRefusedError`; a source imported before
    the refused one stays imported, and the log tells both.
    """
    return [run for tree in _trees(location, limits) for run in _import_tree(tree, order or Order())]


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


def _import_tree(tree: FileTree, order: Order) -> list[ImportRun]:
    runs = []
    if congress_layout.is_congress_layout(tree):
        runs.append(run_import(ImportRun.Source.CONGRESS, tree, _read_congress, order))
    if openstates_layout.is_openstates_layout(tree):
        runs.append(run_import(ImportRun.Source.OPENSTATES, tree, _read_openstates, order))
    if not runs:
        raise ImportRefusedError(
            f"{tree.location}: neither {congress_layout.PEOPLE_FILE} (congress-legislators) nor "
            "data/<state>/legislature/*.yml (openstates/people) is there. Nothing was changed."
        )
    return runs


def _read_congress(tree: FileTree, problems: Problems) -> Prepared:
    return _prepared(congress_layout.read_congress(tree, problems))


def _read_openstates(tree: FileTree, problems: Problems) -> Prepared:
    return _prepared(openstates_layout.read_openstates(tree, problems))


def _prepared(snapshot: Snapshot) -> Prepared:
    return Prepared(lambda moment, tally: write_snapshot(snapshot, moment, tally), snapshot.newest_entry)
