"""The layout of github.com/unitedstates/congress-legislators: five YAML files."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tqdm import tqdm

from advocacy.legislators.importing.problems import Problems
from advocacy.legislators.importing.reading import Record, kind_of, list_of_records, load_yaml
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
from advocacy.legislators.states import STATES
from advocacy.legislators.time_zones import time_zone_of

PEOPLE_FILE = "legislators-current.yaml"
OFFICES_FILE = "legislators-district-offices.yaml"
SOCIAL_FILE = "legislators-social-media.yaml"
COMMITTEES_FILE = "committees-current.yaml"
MEMBERSHIP_FILE = "committee-membership-current.yaml"
FILES = (PEOPLE_FILE, OFFICES_FILE, SOCIAL_FILE, COMMITTEES_FILE, MEMBERSHIP_FILE)

SEATS_IN_CONGRESS = 541
"""435 representatives, 6 delegates (one called resident commissioner) and 100 senators."""
FEWEST_MEMBERS = 460
"""Fewer members than this were never in office together in this century: the file lacks some."""
MOST_UNKNOWN = 0.05
"""The share of offices, accounts and memberships that may name someone who is not in the people file."""

_CHAMBERS = {"house": "lower", "senate": "upper", "joint": ""}
_HANDLE = re.compile(r"[\w.\-@/]{1,150}")


def is_congress_layout(tree: FileTree) -> bool:
    """Whether the files are laid out like this publisher's."""
    return tree.named(PEOPLE_FILE) is not None


def read_congress(tree: FileTree, problems: Problems) -> Snapshot:
    """Read and validate all five files; what is wrong goes to `problems`."""
    data = {}
    for file in tqdm(FILES, desc="Reading Congress", unit="file", disable=None):
        name = tree.named(file)
        if name is None:
            problems.error(file, "", "", f"this file is missing from {tree.location}.")
        data[file] = None if name is None else load_yaml(file, tree.read(name), problems)
    if problems.errors:
        problems.refuse_if_any()
    offices = _by_person(OFFICES_FILE, "offices", data[OFFICES_FILE], problems, _district_offices)
    accounts = _by_person(SOCIAL_FILE, "social", data[SOCIAL_FILE], problems, _accounts)
    people = _people(data[PEOPLE_FILE], offices, accounts, problems)
    known = {person.publisher_id for person in people}
    _check_seats(people, problems)
    for file, listed in ((OFFICES_FILE, offices), (SOCIAL_FILE, accounts)):
        _check_known(file, [(bioguide, bioguide) for bioguide in listed], known, problems)
    members = _memberships(data[MEMBERSHIP_FILE], problems)
    committees = _committees(data[COMMITTEES_FILE], members, problems)
    _check_known(
        MEMBERSHIP_FILE,
        [(code, member.person) for code, listed in members.items() for member in listed],
        known,
        problems,
    )
    return Snapshot(
        publisher="congress",
        people=people,
        committees=[_without_strangers(committee, known) for committee in committees],
        newest_entry=max((person.term.start for person in people if person.term and person.term.start), default=None),
        seats_without_holder=[
            (DistrictKey("us", "upper", state.code, ""), f"class {senate_class}")
            for state in STATES.values()
            for senate_class in state.senate_classes
        ],
    )


def _people(data: Any, offices: dict[str, Any], accounts: dict[str, Any], problems: Problems) -> list[PersonRecord]:
    people: list[PersonRecord] = []
    seen: dict[str, str] = {}
    for record in list_of_records(PEOPLE_FILE, data, problems, ("id", "bioguide")):
        identifiers = record.record("id", required=True)
        bioguide = identifiers.text("bioguide", 20, required=True)
        if bioguide in seen:
            identifiers.error("bioguide", f"{bioguide} is given to {seen[bioguide]} already.")
        seen[bioguide] = record.label
        name = record.record("name", required=True)
        given, family = name.text("first", 100, required=True), name.text("last", 100, required=True)
        full_name = name.text("official_full", 150) or " ".join(filter(None, [given, family, name.text("suffix", 20)]))
        terms = record.records("terms", required=True)
        for earlier in terms[:-1]:
            _term(earlier)
        if not terms:
            continue
        last = terms[-1]
        term = _term(last)
        people.append(
            PersonRecord(
                publisher_id=bioguide,
                name=full_name,
                given_name=name.text("nickname", 100) or given,
                family_name=family,
                party=_party(last.text("party", 100, required=True)),
                caucus=_party(last.text("caucus", 60)),
                website=last.web_address("url"),
                identifiers={key: value for key, value in identifiers.data.items() if key != "bioguide"},
                term=term,
                offices=[_capitol_office(last), *offices.get(bioguide, ())],
                accounts=accounts.get(bioguide, ()),
            )
        )
    return people


def _party(written: str) -> str:
    """The publisher writes Democrat; the states' publisher, and this site, Democratic."""
    return "Democratic" if written == "Democrat" else written


def _term(record: Record) -> TermRecord | None:
    kind = record.text("type", 10, required=True)
    state = record.text("state", 2, required=True)
    start, end = record.day("start", required=True), record.day("end", required=True)
    if start and end and end < start:
        record.error("end", f"{end} is before the term's start, {start}.")
    if state and state not in STATES:
        record.error("state", f"{state!r} is no state or territory.")
        return None
    if kind == "sen":
        senate_class = record.whole_number("class", required=True)
        if senate_class is None:
            return None
        if state and senate_class not in STATES[state].senate_classes:
            record.error("class", f"{state} has no seat of class {senate_class}.")
        key, designation = DistrictKey("us", "upper", state, ""), f"class {senate_class}"
    elif kind == "rep":
        district = record.whole_number("district", required=True)
        key, designation = DistrictKey("us", "lower", state, str(district)), ""
    else:
        record.error("type", f"must be sen or rep, not {kind!r}.")
        return None
    return TermRecord(key, designation, start, end, None, _party(record.text("party", 100)))


def _capitol_office(record: Record) -> OfficeRecord:
    return OfficeRecord(
        publisher_id="capitol",
        kind="capitol",
        time_zone="America/New_York",
        address=record.text("address", 300),
        city="Washington",
        state="DC",
        phone=record.text("phone", 40),
        fax=record.text("fax", 40),
        web_form=record.web_address("contact_form"),
    )


def _district_offices(record: Record) -> list[OfficeRecord]:
    found: dict[str, OfficeRecord] = {}
    for office in record.records("offices", required=True):
        identifier = office.text("id", 200, required=True)
        if identifier in found:
            office.error("id", f"{identifier!r} is given twice.")
        state = office.text("state", 2, required=True)
        if state and state not in STATES:
            office.error("state", f"{state!r} is no state or territory.")
        street = [office.text("address", 150), office.text("suite", 80, numbers=True), office.text("building", 80)]
        zip_code = office.text("zip", 10)
        found[identifier] = OfficeRecord(
            publisher_id=identifier,
            kind="district",
            time_zone=time_zone_of(state, zip_code),
            address=", ".join(filter(None, street)),
            city=office.text("city", 100, required=True),
            state=state,
            zip_code=zip_code,
            phone=office.text("phone", 40),
            fax=office.text("fax", 40),
            hours=office.text("hours", 300),
            latitude=office.coordinate("latitude", 90),
            longitude=office.coordinate("longitude", 180),
        )
    return list(found.values())


def _accounts(record: Record) -> list[tuple[str, str]]:
    social = record.record("social", required=True)
    found = []
    for service in ("facebook", "instagram", "mastodon", "twitter", "youtube"):
        handle = social.text(service, 150)
        if service == "youtube" and not handle:
            channel = social.text("youtube_id", 150)
            handle = f"channel/{channel}" if channel else ""
        if handle and _HANDLE.fullmatch(handle):
            found.append((service, handle))
        elif handle:
            social.warn(service, f"{handle[:60]!r} is not an account name and was left out.")
    return found


def _by_person(file: str, part: str, data: Any, problems: Problems, read: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for record in list_of_records(file, data, problems, ("id", "bioguide")):
        bioguide = record.record("id", required=True).text("bioguide", 20, required=True)
        if bioguide in found:
            record.error("id.bioguide", f"{bioguide} has a record with {part} already.")
        found[bioguide] = read(record)
    return found


def _memberships(data: Any, problems: Problems) -> dict[str, list[MemberRecord]]:
    if not isinstance(data, dict):
        problems.error(MEMBERSHIP_FILE, "", "", f"a mapping of committees is expected, not {kind_of(data)}.")
        return {}
    found: dict[str, list[MemberRecord]] = {}
    for code, entries in data.items():
        committee = Record(MEMBERSHIP_FILE, f"committee {code}", {"members": entries}, problems)
        members: dict[str, MemberRecord] = {}
        for record in committee.records("members"):
            bioguide = record.text("bioguide", 20, required=True)
            if bioguide in members:
                record.error("bioguide", f"{bioguide} is listed twice.")
            members[bioguide] = MemberRecord(
                person=bioguide,
                name=record.text("name", 150, required=True),
                role=record.text("title", 80),
                side=record.text("party", 12),
                rank=record.whole_number("rank"),
            )
        found[str(code)] = list(members.values())
    return found


def _committees(data: Any, members: dict[str, list[MemberRecord]], problems: Problems) -> list[CommitteeRecord]:
    found: dict[str, CommitteeRecord] = {}

    def add(record: Record, code: str, chamber: str, parent: str) -> None:
        if code in found:
            record.error("thomas_id", f"{code} is given twice.")
        found[code] = CommitteeRecord(
            publisher_id=code,
            legislature="us",
            chamber=chamber,
            name=record.text("name", 250, required=True),
            parent=parent,
            website=record.web_address("url"),
            phone=record.text("phone", 40),
            address=record.text("address", 300),
            jurisdiction=record.text("jurisdiction", 5000),
            members=members.get(code, ()),
        )

    for record in list_of_records(COMMITTEES_FILE, data, problems, ("thomas_id",)):
        kind = record.text("type", 10, required=True)
        if kind and kind not in _CHAMBERS:
            record.error("type", f"must be house, senate or joint, not {kind!r}.")
        chamber = _CHAMBERS.get(kind, "")
        code = record.text("thomas_id", 20, required=True)
        add(record, code, chamber, "")
        for subcommittee in record.records("subcommittees"):
            add(subcommittee, code + subcommittee.text("thomas_id", 20, required=True), chamber, code)
    for code in members.keys() - found.keys():
        problems.error(MEMBERSHIP_FILE, f"committee {code}", "", f"{COMMITTEES_FILE} does not list this committee.")
    return list(found.values())


def _check_seats(people: Iterable[PersonRecord], problems: Problems) -> None:
    holders = defaultdict(list)
    count = 0
    for person in people:
        count += 1
        if person.term:
            holders[person.term.district, person.term.designation].append(person.publisher_id)
    for (district, designation), held_by in holders.items():
        if len(held_by) > 1:
            place = f"{district.state} {designation or district.code}"
            problems.error(PEOPLE_FILE, f"record ({held_by[1]})", "terms", f"{held_by[0]} holds the seat {place} too.")
    with_senators = {district.state for district, _designation in holders if district.chamber == "upper"}
    for state in STATES.values():
        if state.senate_classes and state.code not in with_senators:
            problems.error(
                PEOPLE_FILE, "", "terms.state", f"no senator of {state.name} is listed: the state is missing."
            )
    if count < FEWEST_MEMBERS:
        problems.error(
            PEOPLE_FILE,
            "",
            "",
            f"only {count} members for {SEATS_IN_CONGRESS} seats are listed: the file is truncated.",
        )


def _check_known(file: str, pairs: list[tuple[str, str]], known: set[str], problems: Problems) -> None:
    strangers = [(label, bioguide) for label, bioguide in pairs if bioguide not in known]
    note = problems.error if len(strangers) > MOST_UNKNOWN * max(len(pairs), 1) else problems.warn
    for label, bioguide in strangers:
        note(file, label, "bioguide", f"{bioguide} is not listed in {PEOPLE_FILE}.")


def _without_strangers(committee: CommitteeRecord, known: set[str]) -> CommitteeRecord:
    if all(member.person in known for member in committee.members):
        return committee
    return replace(
        committee,
        members=[member if member.person in known else replace(member, person="") for member in committee.members],
    )
