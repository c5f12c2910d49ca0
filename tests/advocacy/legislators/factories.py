"""Small snapshots of what a publisher's files might say. Everyone in them is made up."""

from datetime import date

from advocacy.legislators.importing.legislators import write_snapshot
from advocacy.legislators.importing.snapshot import (
    CommitteeRecord,
    DistrictKey,
    MemberRecord,
    OfficeRecord,
    PersonRecord,
    Snapshot,
    TermRecord,
)
from advocacy.legislators.importing.synchronise import Moment, Tally

FIRST_DAY = date(2026, 8, 5)
LATER = date(2026, 9, 9)
TERM_START = date(2025, 1, 14)


def term(
    code="1", *, legislature="tx", chamber="lower", state="TX", designation="", start=TERM_START, end=None, ended=None
):
    key = DistrictKey(legislature, chamber, state, code)
    return TermRecord(key, designation, start, end, ended, "Example Party")


def office(**values):
    return OfficeRecord(**{"publisher_id": "capitol", "kind": "capitol", "time_zone": "America/Chicago", **values})


def person(identifier="a", name="", *, held=None, offices=None, accounts=(), **values):
    given = name or f"Person {identifier.upper()}"
    return PersonRecord(
        publisher_id=f"ocd-person/{identifier}",
        name=given,
        given_name=given.split()[0],
        family_name=given.split()[-1],
        party="Example Party",
        caucus="",
        website=values.get("website", ""),
        identifiers={},
        term=held or term(),
        offices=[office(email=f"{identifier}@house.example.org")] if offices is None else offices,
        accounts=accounts,
    )


def committee(identifier="c", name="Public Health", members=(), **values):
    return CommitteeRecord(
        publisher_id=f"ocd-organization/{identifier}",
        legislature="tx",
        chamber=values.pop("chamber", "lower"),
        name=name,
        members=[
            member
            if isinstance(member, MemberRecord)
            else MemberRecord(f"ocd-person/{member}", f"Person {member.upper()}")
            for member in members
        ],
        **values,
    )


def snapshot(people, committees=(), publisher="openstates"):
    return Snapshot(publisher, list(people), list(committees), FIRST_DAY)


def write(people, committees=(), *, day=FIRST_DAY, first=False, publisher="openstates"):
    """Write a snapshot as of a day and return the tally."""
    tally = Tally()
    write_snapshot(snapshot(people, committees, publisher), Moment(day, is_first=first), tally)
    return tally


def outcome(tally, kind):
    """(added, changed, ended, unchanged) of one kind."""
    counts = tally.kinds[kind]
    return counts.added, counts.changed, counts.ended, counts.unchanged
