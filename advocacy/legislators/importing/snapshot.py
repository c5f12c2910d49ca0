"""What a publisher's files say about legislatures and people, in one form whatever the layout."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple


class DistrictKey(NamedTuple):
    """Names a district: `legislature` is its code (`us`, `tx`), `chamber` its kind, `code` ours."""

    legislature: str
    chamber: str
    state: str
    code: str


@dataclass(frozen=True, slots=True)
class TermRecord:
    """Someone holds (or, with `ended`, held) a seat of a district."""

    district: DistrictKey
    designation: str
    start: date | None
    scheduled_end: date | None
    ended: date | None
    party: str


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """One office; `publisher_id` is unique for the person."""

    publisher_id: str
    kind: str
    time_zone: str
    address: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    hours: str = ""
    web_form: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Someone in the files; `term` is empty when they hold and held no seat we know."""

    publisher_id: str
    name: str
    given_name: str
    family_name: str
    party: str
    caucus: str
    website: str
    identifiers: dict[str, Any]
    term: TermRecord | None
    offices: Sequence[OfficeRecord]
    accounts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A seat on a committee; `person` is the publisher's identifier, empty when it gives a name only."""

    person: str
    name: str
    role: str = ""
    side: str = ""
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class CommitteeRecord:
    """A committee; `chamber` is empty for a joint one, `parent` is the publisher's identifier."""

    publisher_id: str
    legislature: str
    chamber: str
    name: str
    parent: str = ""
    website: str = ""
    phone: str = ""
    address: str = ""
    jurisdiction: str = ""
    members: Sequence[MemberRecord] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything one publisher's files say at one time."""

    publisher: str
    people: Sequence[PersonRecord]
    committees: Sequence[CommitteeRecord]
    newest_entry: date | None
    seats_without_holder: Sequence[tuple[DistrictKey, str]] = field(default=())
    """Seats that exist whoever sits in them: district and designation."""
