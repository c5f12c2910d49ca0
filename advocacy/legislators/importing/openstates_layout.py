"""The layout of github.com/openstates/people: `data/<state>/{legislature,committees}/*.yml`."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from tqdm import tqdm

from advocacy.legislators.importing.problems import Problems
from advocacy.legislators.importing.reading import Record, kind_of, load_yaml
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
from advocacy.legislators.states import STATES, WITH_LEGISLATURE_DATA, State
from advocacy.legislators.time_zones import time_zone_of

CHAMBERS = frozenset({"upper", "lower", "legislature"})
OFFICE_KINDS = frozenset({"capitol", "district", "capitol-mail", "district-mail", "home", "primary"})
MOST_UNKNOWN = 0.05
"""The share of committee seats that may name someone who is not among the people."""

_NAME = re.compile(r"(?:^|.*/)data/([a-z]{2})/(legislature|committees)/[^/]+\.yml")
_ADDRESS_END = re.compile(r",\s*(?P<city>[^,]+),\s*(?P<state>[A-Z]{2})\s+(?P<zip>\d{5}(?:-\d{4})?)$")
_FORM_NOTES = frozenset({"contact form", "contact", "member contact page"})
_HANDLE = re.compile(r"[\w.\-@/]{1,150}")


@dataclass(frozen=True, slots=True)
class _Files:
    people: list[tuple[str, str]]
    committees: list[tuple[str, str]]
    of_congress: int


def is_openstates_layout(tree: FileTree) -> bool:
    """Whether the files are laid out like this publisher's."""
    return any(_NAME.fullmatch(name) for name in tree.names)


def read_openstates(tree: FileTree, problems: Problems) -> Snapshot:
    """Read and validate every state's files; `data/us` repeats Congress and is left out."""
    files = _files(tree)
    people_data = _load(tree, files.people, "State legislators", problems)
    committee_data = _load(tree, files.committees, "State committees", problems)
    evidence = tree.vintage or _newest_start([record for _state, record in people_data])
    people = _unique(people_data, problems, lambda state, record: _person(state, record, evidence))
    _check_states(people_data, problems)
    known = {person.publisher_id for person in people}
    committees = _unique(committee_data, problems, lambda state, record: _committee(state, record, known))
    _check_committees(committees, files, problems)
    if files.of_congress:
        problems.warnings.append(
            f"data/us: {files.of_congress} files repeat the members and committees of Congress and were left out."
        )
    return Snapshot(publisher="openstates", people=people, committees=committees, newest_entry=evidence)


def _files(tree: FileTree) -> _Files:
    people, committees, of_congress = [], [], 0
    for name in tree.names:
        match = _NAME.fullmatch(name)
        if match is None:
            continue
        if match[1] == "us":
            of_congress += 1
        elif match[2] == "legislature":
            people.append((match[1].upper(), name))
        else:
            committees.append((match[1].upper(), name))
    return _Files(people, committees, of_congress)


def _load(tree: FileTree, names: list[tuple[str, str]], label: str, problems: Problems) -> list[tuple[State, Record]]:
    loaded = []
    for code, name in tqdm(names, desc=f"Reading {label.lower()}", unit="file", disable=None):
        short_name = name[name.index("data/") :]
        state = STATES.get(code)
        if state is None:
            problems.error(short_name, "", "", f"{code.lower()!r} is no state or territory.")
            continue
        data = load_yaml(short_name, tree.read(name), problems)
        if data is None:
            continue
        if not isinstance(data, dict):
            problems.error(short_name, "", "", f"must be a mapping, not {kind_of(data)}.")
            continue
        identifier = data.get("id")
        label_of_record = f"record {identifier}" if isinstance(identifier, str) else "record without id"
        loaded.append((state, Record(short_name, label_of_record, data, problems)))
    return loaded


def _unique(loaded: list[tuple[State, Record]], problems: Problems, read: Any) -> list[Any]:
    found: dict[str, tuple[str, Any]] = {}
    for state, record in loaded:
        entry = read(state, record)
        if entry.publisher_id in found and entry.publisher_id:
            problems.error(record.file, record.label, "id", f"{found[entry.publisher_id][0]} has the same identifier.")
        found[entry.publisher_id] = (record.file, entry)
    return [entry for _file, entry in found.values()]


def _newest_start(records: list[Record]) -> date | None:
    """The newest day on which a role in the files began: the files know of events up to then."""
    starts = [
        role["start_date"]
        for record in records
        if isinstance(roles := record.data.get("roles"), list)
        for role in roles
        if isinstance(role, dict) and type(role.get("start_date")) is date
    ]
    return max(starts, default=None)


def _person(state: State, record: Record, evidence: date | None) -> PersonRecord:
    identifier = record.text("id", 80, required=True)
    if identifier and not identifier.startswith("ocd-person/"):
        record.error("id", "must begin with ocd-person/.")
    parties = record.records("party", required=True)
    party = parties[-1].text("name", 100, required=True) if parties else ""
    website, web_form = _links(record)
    identifiers: dict[str, Any] = {}
    for other in record.records("other_identifiers"):
        identifiers.setdefault(other.text("scheme", 60, required=True), []).append(
            other.text("identifier", 200, required=True, numbers=True)
        )
    return PersonRecord(
        publisher_id=identifier,
        name=record.text("name", 150, required=True),
        given_name=record.text("given_name", 100),
        family_name=record.text("family_name", 100),
        party=party,
        caucus="",
        website=website,
        identifiers=identifiers,
        term=_term(state, record, party, evidence),
        offices=_offices(state, record, record.email("email"), web_form),
        accounts=_accounts(record),
    )


def _term(state: State, record: Record, party: str, evidence: date | None) -> TermRecord | None:
    """The role someone holds, or else the one they held last.

    An end date up to the day of the files is an event they tell; a later one is a schedule. In some past
    roles the publisher gives a beginning later than the end: that beginning is left open.
    """
    jurisdiction = f"ocd-jurisdiction/{state.division.removeprefix('ocd-division/')}/government"
    held: list[TermRecord] = []
    for role in record.records("roles", required=True):
        kind = role.text("type", 40, required=True)
        place = role.text("jurisdiction", 150, required=True)
        start, end = role.day("start_date"), role.day("end_date")
        if kind not in CHAMBERS or place != jurisdiction:
            continue
        code = role.text("district", 60, required=True, numbers=True)
        ended = end if end and evidence and end <= evidence else None
        if start and ended and ended < start:
            start = None
        key = DistrictKey(state.code.lower(), kind, state.code, "0" if code.lower() == "at-large" else code)
        held.append(TermRecord(key, "", start, None if ended else end, ended, party))
    if not held:
        record.error("roles", f"none is in the legislature of {state.name}.")
        return None
    current = [term for term in held if term.ended is None]
    if len(current) > 1:
        record.warn("roles", "several are held at once; the one that began last was taken.")
    if current:
        return max(current, key=lambda term: term.start or date.min)
    return max(held, key=lambda term: term.ended or date.min)


def _links(record: Record) -> tuple[str, str]:
    website = web_form = ""
    for link in record.records("links"):
        address = link.web_address("url")
        note = link.text("note", 200).lower()
        if note in _FORM_NOTES:
            web_form = web_form or address
        elif note == "homepage" or not website:
            website = address or website
    return website, web_form


def _offices(state: State, record: Record, email: str, web_form: str) -> list[OfficeRecord]:
    found: dict[str, OfficeRecord] = {}
    for office in record.records("offices"):
        kind = office.text("classification", 40, required=True)
        if kind and kind not in OFFICE_KINDS:
            office.error("classification", f"{kind!r} is none of {', '.join(sorted(OFFICE_KINDS))}.")
        address = office.text("address", 200)
        is_capitol = kind == "capitol" and "capitol" not in found
        place = _ADDRESS_END.search(address)
        zip_code = place["zip"] if place else ""
        identifier = "capitol" if is_capitol else f"{kind}:{address}"[:200]
        found[identifier] = OfficeRecord(
            publisher_id=identifier,
            kind=kind,
            time_zone=state.time_zone if kind.startswith("capitol") else time_zone_of(state.code, zip_code),
            address=address,
            city=place["city"][:100] if place else "",
            state=place["state"] if place else state.code,
            zip_code=zip_code,
            phone=office.text("voice", 40),
            fax=office.text("fax", 40),
            email=email if is_capitol else "",
            web_form=web_form if is_capitol else "",
        )
    if "capitol" not in found:
        found["capitol"] = OfficeRecord(
            "capitol", "capitol", state.time_zone, state=state.code, email=email, web_form=web_form
        )
    return list(found.values())


def _accounts(record: Record) -> list[tuple[str, str]]:
    identifiers = record.record("ids")
    found = []
    for service in ("facebook", "instagram", "twitter", "youtube"):
        handle = identifiers.text(service, 300, numbers=True)
        if handle and _HANDLE.fullmatch(handle):
            found.append((service, handle))
        elif handle:
            identifiers.warn(service, "is not an account name and was left out.")
    return found


def _committee(state: State, record: Record, known: set[str]) -> CommitteeRecord:
    chamber = record.text("chamber", 20, required=True)
    if chamber and chamber not in CHAMBERS:
        record.error("chamber", f"must be upper, lower or legislature, not {chamber!r}.")
    links = record.records("links")
    members: dict[str, MemberRecord] = {}
    for member in record.records("members"):
        name = member.text("name", 150, required=True)
        person = member.text("person_id", 80)
        role = member.text("role", 80)
        key = person or name
        if key in members:
            member.error("person_id", f"{name} is listed twice.")
        members[key] = MemberRecord(person if person in known else "", name, "" if role == "member" else role)
    has_one_house = state.code in {"NE", "DC"}
    return CommitteeRecord(
        publisher_id=record.text("id", 80, required=True),
        legislature=state.code.lower(),
        chamber="" if chamber == "legislature" and not has_one_house else chamber,
        name=record.text("name", 250, required=True),
        parent=record.text("parent", 80),
        website=links[0].web_address("url") if links else "",
        members=_without_repeated_names(members),
    )


def _without_repeated_names(members: dict[str, MemberRecord]) -> list[MemberRecord]:
    """Two strangers of one name on one committee are one: a name is all that is known of them."""
    strangers = {member.name: member for member in members.values() if not member.person}
    return [*(member for member in members.values() if member.person), *strangers.values()]


def _check_states(people: list[tuple[State, Record]], problems: Problems) -> None:
    listed = Counter(state.code for state, _record in people)
    for code in sorted(WITH_LEGISLATURE_DATA - listed.keys()):
        problems.error(
            f"data/{code.lower()}/legislature", "", "", f"no legislator of {STATES[code].name}: the state is missing."
        )


def _check_committees(committees: list[CommitteeRecord], files: _Files, problems: Problems) -> None:
    identifiers = {committee.publisher_id for committee in committees}
    places = strangers = 0
    for committee in committees:
        if committee.parent and committee.parent not in identifiers:
            problems.error(
                f"data/{committee.legislature}/committees", f"record {committee.publisher_id}", "parent",
                f"{committee.parent} is not among the committees.",
            )  # fmt: skip
        places += len(committee.members)
        strangers += sum(not member.person for member in committee.members)
    if strangers > MOST_UNKNOWN * max(places, 1):
        problems.error(
            "data/*/committees", "", "members.person_id",
            f"{strangers} of {places} committee seats name no one among the people.",
        )  # fmt: skip
    elif strangers:
        problems.warnings.append(
            f"data/*/committees: {strangers} of {places} committee seats name no one among the people; kept by name."
        )
    if files.people and not committees:
        problems.error("data/*/committees", "", "", "no committee is listed.")
