"""A small, plainly fictional legislature, so that the site can be tried where no public data can be had."""

from datetime import date
from typing import Final

from advocacy.legislators.importing.bodies import FICTIONAL_UNION
from advocacy.legislators.importing.districts import write_zip_areas
from advocacy.legislators.importing.legislators import write_snapshot
from advocacy.legislators.importing.problems import Problems
from advocacy.legislators.importing.runs import Order, Prepared, run_import
from advocacy.legislators.importing.snapshot import (
    CommitteeRecord,
    DistrictKey,
    MemberRecord,
    OfficeRecord,
    PersonRecord,
    Snapshot,
    TermRecord,
)
from advocacy.legislators.importing.sources import FileTree
from advocacy.legislators.importing.synchronise import Moment, Tally
from advocacy.legislators.models import ImportRun
from advocacy.legislators.states import FICTIONAL_STATE

ZIP_CODES: Final = (
    ("00001", FICTIONAL_STATE.code, "1"),
    ("00002", FICTIONAL_STATE.code, "2"),
    ("00003", FICTIONAL_STATE.code, "1"),
    ("00003", FICTIONAL_STATE.code, "2"),
)
"""No place has a ZIP code that begins with 000; 00003 lies in two districts."""

_BEGINNING = date(2025, 1, 3)
_STATE = FICTIONAL_STATE.code
_UNION_MEMBERS = (
    ("Nadia Fictional", "lower", "1", "", "Blue Example Party"),
    ("Owen Invented", "lower", "2", "", "Green Example Party"),
    ("Priya Imaginary", "upper", "", "class 1", "Blue Example Party"),
    ("Quentin Madeup", "upper", "", "class 2", "Green Example Party"),
)
_STATE_MEMBERS = (
    ("Ada Example", "lower", "1", "Blue Example Party"),
    ("Bruno Sample", "lower", "2", "Green Example Party"),
    ("Carmen Specimen", "lower", "3", "Blue Example Party"),
    ("Desmond Instance", "lower", "3", "Green Example Party"),
    ("Elena Placeholder", "upper", "1", "Green Example Party"),
    ("Farid Illustration", "upper", "2", "Blue Example Party"),
)
_COMMITTEES = (
    ("lower-health", "lower", "House Committee on Health (fictional)", ("Ada Example", "Bruno Sample")),
    ("upper-health", "upper", "Senate Committee on Health (fictional)", ("Elena Placeholder", "Farid Illustration")),
    ("lower-budget", "lower", "House Committee on the Budget (fictional)", ("Carmen Specimen", "Desmond Instance")),
)


def import_fictional_legislature(order: Order | None = None) -> ImportRun:
    """Import the State of Example with its legislature, and its seats in a fictional Congress."""
    tree = FileTree(location="fictional", names=())
    return run_import(ImportRun.Source.FICTIONAL, tree, _read, order or Order())


def _read(_tree: FileTree, _problems: Problems) -> Prepared:
    return Prepared(_write, _BEGINNING)


def _write(moment: Moment, tally: Tally) -> None:
    write_snapshot(fictional_snapshot(), moment, tally)
    write_zip_areas(ZIP_CODES, FICTIONAL_UNION, _BEGINNING, moment, tally)


def fictional_snapshot() -> Snapshot:
    """What a publisher's files would say about the State of Example; the addresses are under example.org."""
    union = [
        _person(name, DistrictKey(FICTIONAL_UNION, chamber, _STATE, code), designation, party, has_email=False)
        for name, chamber, code, designation, party in _UNION_MEMBERS
    ]
    state = [
        _person(name, DistrictKey(_STATE.lower(), chamber, _STATE, code), "", party, has_email=True)
        for name, chamber, code, party in _STATE_MEMBERS
    ]
    committees = [
        CommitteeRecord(
            publisher_id=f"fictional/{identifier}",
            legislature=_STATE.lower(),
            chamber=chamber,
            name=name,
            members=[
                MemberRecord(_identifier(member), member, "chair" if place == 0 else "")
                for place, member in enumerate(members)
            ],
        )
        for identifier, chamber, name, members in _COMMITTEES
    ]
    return Snapshot("fictional", [*union, *state], committees, _BEGINNING)


def _person(name: str, district: DistrictKey, designation: str, party: str, *, has_email: bool) -> PersonRecord:
    given, family = name.split()
    host = f"{given}.{family}".lower()
    office = OfficeRecord(
        publisher_id="capitol",
        kind="capitol",
        time_zone=FICTIONAL_STATE.time_zone,
        address="1 Example Square",
        city="Sampleton",
        state=_STATE,
        zip_code="00001",
        phone="555-0100",
        email=f"{host}@legislature.example.org" if has_email else "",
        web_form="" if has_email else f"https://{given.lower()}.example.org/contact",
    )
    return PersonRecord(
        publisher_id=_identifier(name),
        name=name,
        given_name=given,
        family_name=family,
        party=party,
        caucus="",
        website=f"https://{given.lower()}.example.org/",
        identifiers={},
        term=TermRecord(district, designation, _BEGINNING, None, None, party),
        offices=[office],
        accounts=(),
    )


def _identifier(name: str) -> str:
    return "fictional/" + name.lower().replace(" ", "-")
