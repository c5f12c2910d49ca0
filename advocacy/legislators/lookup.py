"""From a ZIP code or a state to districts, from districts to seats, from seats to people, as of any day.

No day given means today in the site's time zone. A term's scheduled end decides nothing: whoever a file
listed last holds the seat until a newer file says otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.legislators.models import (
    Chamber,
    Committee,
    CommitteeMembership,
    District,
    Office,
    Person,
    Seat,
    SocialAccount,
    Term,
    ZipDistrict,
    effective_on,
)
from advocacy.legislators.states import WITHOUT_ZIP_AREAS
from advocacy.legislators.zip_codes import parse_zip_code


@dataclass(frozen=True)
class ZipLookup:
    """Which districts of the U.S. House a ZIP area lies in.

    `unknown` is a normal answer (the table leaves post-office boxes and four territories out): ask for the
    state. `split` means ask which of `districts`; it never means pick one.
    """

    kind: Literal["unknown", "one", "split"]
    zip_code: str
    districts: tuple[District, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """The codes of the states the ZIP area lies in."""
        return tuple(dict.fromkeys(district.state for district in self.districts))


@dataclass(frozen=True)
class Representation:
    """A seat and who holds it; `person` and `term` are empty when it is vacant."""

    seat: Seat
    person: Person | None = None
    term: Term | None = None

    @property
    def district(self) -> District:
        """Whom the seat represents."""
        return self.seat.district

    @property
    def chamber(self) -> Chamber:
        """The chamber the seat is in."""
        return self.seat.district.chamber

    @property
    def is_vacant(self) -> bool:
        """Whether no one holds the seat."""
        return self.person is None

    @property
    def title(self) -> str:
        """What its holder is called, such as "U.S. Senator", in the language of the page.

        The District of Columbia and the territories send a delegate to the U.S. House, Puerto Rico a
        resident commissioner.
        """
        if self.chamber.legislature.state == "" and not self.district.is_whole_state:
            if self.district.state == "PR":
                return _("Resident Commissioner")
            if self.district.state in WITHOUT_ZIP_AREAS | {"DC"}:
                return _("Delegate to the U.S. House")
        return _(self.chamber.member_title)

    @property
    def is_own_district(self) -> bool:
        """Whether the seat belongs to a district, not to a whole state as the U.S. Senate's do."""
        return not self.district.is_whole_state


def districts_for_zip(text: str, as_of: date | None = None) -> ZipLookup:
    """Return the districts of the U.S. House in which a ZIP or ZIP+4 code lies.

    Raises `InvalidZipCodeError`, whose message is for the visitor, when `text` cannot be a ZIP code.
    """
    zip_code = parse_zip_code(text)
    rows = (
        ZipDistrict.objects.as_of(_day(as_of))
        .filter(zip_code=zip_code)
        .select_related("district__chamber__legislature")
        .order_by("district__state", "district__sort_key")
    )
    districts = tuple(row.district for row in rows)
    kind: Literal["unknown", "one", "split"] = "unknown" if not districts else "one" if len(districts) == 1 else "split"
    return ZipLookup(kind, zip_code, districts)


def zip_codes_wholly_in(district: District, as_of: date | None = None) -> QuerySet[ZipDistrict, str]:
    """Return the ZIP areas that lie in this district of the U.S. House and in no other."""
    areas = ZipDistrict.objects.as_of(_day(as_of)).order_by()
    shared = areas.filter(zip_code=OuterRef("zip_code")).exclude(district=district)
    return areas.filter(~Exists(shared), district=district).values_list("zip_code", flat=True)


def district_by_name(name: str) -> District | None:
    """Return a district of the U.S. House from a name such as `CA-12`, `AK-0`, `AK-AL` or `DC-98`."""
    state, _separator, code = name.upper().strip().partition("-")
    return (
        District.objects.filter(chamber__kind=Chamber.Kind.LOWER, chamber__legislature__state="", state=state)
        .filter(code=house_district_code(code))
        .select_related("chamber__legislature")
        .first()
        if code
        else None
    )


def house_district_code(written: str) -> str:
    """Return our code for a district of the U.S. House: publishers write at-large 0, 00, 01, 98 or AL.

    `01` is ambiguous (a first district, or a state's only one): the importers resolve it by state.
    """
    stripped = written.strip().upper().lstrip("0")
    return "0" if stripped in {"", "98", "AL", "AT-LARGE"} else stripped


def districts_of_state(state: str, as_of: date | None = None) -> list[District]:
    """Return the districts of the U.S. House in a state or territory, to choose from when the ZIP is unknown."""
    return list(
        District.objects.as_of(_day(as_of))
        .filter(chamber__kind=Chamber.Kind.LOWER, chamber__legislature__state="", state=state.upper())
        .select_related("chamber__legislature")
        .order_by("sort_key")
    )


def representatives_for(district: District, as_of: date | None = None) -> list[Representation]:
    """Return the seats that represent a district and who holds them, vacant ones too.

    For a district of the U.S. House: its representative or delegate, then the state's senators.
    For a state district: its seats.
    """
    districts = Q(district=district)
    if district.chamber.legislature.state == "":
        districts |= Q(
            district__chamber__legislature=district.chamber.legislature_id,
            district__chamber__kind=Chamber.Kind.UPPER,
            district__state=district.state,
        )
    return _holders(Seat.objects.filter(districts), as_of)


def senators_of(state: str, as_of: date | None = None) -> list[Representation]:
    """Return a state's two seats in the U.S. Senate; none for the District of Columbia and the territories."""
    return _holders(
        Seat.objects.filter(
            district__chamber__legislature__state="",
            district__chamber__kind=Chamber.Kind.UPPER,
            district__state=state.upper(),
        ),
        as_of,
    )


def seats_for_district(district: District, as_of: date | None = None) -> list[Representation]:
    """Return only the seats of this very district, with their holders."""
    return _holders(Seat.objects.filter(district=district), as_of)


def state_legislators(
    state: str, *, chamber: str = "", search: str = "", as_of: date | None = None
) -> list[Representation]:
    """Return who sits in a state's legislature, by chamber, district and name, for a list to pick from.

    `chamber` is `upper`, `lower` or `legislature`; `search` keeps the names and districts that contain every
    word of it.
    """
    terms = (
        Term.objects.as_of(_day(as_of))
        .filter(seat__district__chamber__legislature__state=state.upper())
        .exclude(seat__district__chamber__legislature__state="")
    )
    if chamber:
        terms = terms.filter(seat__district__chamber__kind=chamber)
    for word in search.split()[:6]:
        terms = terms.filter(Q(person__name__icontains=word) | Q(seat__district__code__icontains=word))
    rows = terms.select_related("person", "seat__district__chamber__legislature").order_by(
        "seat__district__chamber__kind", "seat__district__sort_key", "person__family_name", "person__name"
    )
    return [Representation(term.seat, term.person, term) for term in rows]


def holders_of_districts(districts: Iterable[District], as_of: date | None = None) -> list[Representation]:
    """Return the seats of several districts with their holders, vacant ones too."""
    return _holders(Seat.objects.filter(district__in=list(districts)), as_of)


def holders_of_seats(seat_ids: Iterable[int], as_of: date | None = None) -> list[Representation]:
    """Return seats by their ids with their holders, vacant ones too, in the order of `state_legislators`."""
    return _holders(Seat.objects.filter(pk__in=list(seat_ids)), as_of)


def representations_of(person: Person, as_of: date | None = None) -> list[Representation]:
    """Return the seats a person holds on a day: usually one, none after leaving office."""
    terms = Term.objects.as_of(_day(as_of)).filter(person=person).select_related("seat__district__chamber__legislature")
    return [Representation(term.seat, person, term) for term in terms]


def state_committees(state: str, topic: str = "", *, chamber: str = "", as_of: date | None = None) -> list[Committee]:
    """Return the committees of a state's legislature, or of Congress for an empty `state`, by name.

    `topic` is a slug of `TOPICS`, such as `health`. Subcommittees and joint committees are among them.
    """
    committees = Committee.objects.as_of(_day(as_of)).filter(legislature__state=state.upper())
    if topic:
        committees = committees.filter(topics__contains=[topic])
    if chamber:
        committees = committees.filter(chamber__kind=chamber)
    return list(committees.select_related("legislature", "chamber", "parent").order_by("name", "pk"))


def committee_members(committee: Committee, as_of: date | None = None) -> list[CommitteeMembership]:
    """Return who sits on a committee, those with a role first; `person` is empty for someone not in office."""
    members = CommitteeMembership.objects.as_of(_day(as_of)).filter(committee=committee).select_related("person")
    return sorted(members, key=lambda member: (not member.role, member.rank or 0, member.name))


def committees_of(person: Person, as_of: date | None = None) -> list[CommitteeMembership]:
    """Return the committees a person sits on, with their role, subcommittees after their committee."""
    day = _day(as_of)
    memberships = (
        CommitteeMembership.objects.as_of(day)
        .filter(effective_on(day, "committee__"), person=person)
        .select_related("committee__parent", "committee__chamber")
    )
    return sorted(
        memberships,
        key=lambda row: (
            (row.committee.parent or row.committee).name,
            row.committee.parent_id is not None,
            row.committee.name,
        ),
    )


def offices_of(person: Person, as_of: date | None = None) -> list[Office]:
    """Return a person's offices, the capitol's first."""
    return list(Office.objects.as_of(_day(as_of)).filter(person=person).order_by("kind", "city", "pk"))


def letter_offices(people: Iterable[Person | int], as_of: date | None = None) -> dict[int, Office]:
    """Return, for each person's id, the office a letter goes to: one with an e-mail address, else the capitol's.

    Every current legislator has a capitol office; its `email` and `web_form` are empty where the publisher
    gives none. Two people may share one address.
    """
    ids = [person if isinstance(person, int) else person.pk for person in people]
    offices = Office.objects.as_of(_day(as_of)).filter(person__in=ids).select_related("person").order_by("pk")
    chosen: dict[int, Office] = {}
    for office in offices:
        known = chosen.get(office.person_id)
        if known is None or _letter_rank(office) < _letter_rank(known):
            chosen[office.person_id] = office
    return chosen


def person_by_slug(slug: str) -> Person | None:
    """Return the person with this page address."""
    return Person.objects.filter(slug=slug).first()


def with_contacts(rows: Sequence[Representation], as_of: date | None = None) -> Sequence[Representation]:
    """Load the offices and social accounts of all holders in two queries, for a page that shows them."""
    load_contacts([row.person for row in rows if row.person], as_of)
    return rows


def load_contacts(people: Sequence[Person], as_of: date | None = None) -> None:
    """Give each person `current_offices` and `current_accounts`, lists of what holds on the day."""
    day = _day(as_of)
    prefetch_related_objects(
        people,
        Prefetch("offices", Office.objects.as_of(day).order_by("kind", "city", "pk"), to_attr="current_offices"),
        Prefetch("social_accounts", SocialAccount.objects.as_of(day).order_by("service"), to_attr="current_accounts"),
    )


def _letter_rank(office: Office) -> tuple[bool, bool]:
    return (not office.email, office.kind != Office.Kind.CAPITOL)


def _holders(seats: QuerySet[Seat], as_of: date | None) -> list[Representation]:
    day = _day(as_of)
    rows = (
        seats.filter(effective_on(day))
        .select_related("district__chamber__legislature")
        .prefetch_related(
            Prefetch("terms", Term.objects.as_of(day).select_related("person"), to_attr="terms_of_the_day")
        )
        .order_by("district__chamber__kind", "district__sort_key", "designation", "position")
    )
    return [_representation(seat) for seat in rows]


def _representation(seat: Seat) -> Representation:
    terms: list[Term] = seat.terms_of_the_day  # type: ignore[attr-defined]  # set by the prefetch above
    if not terms:
        return Representation(seat)
    newest = max(terms, key=lambda term: (term.effective_from or date.min, term.pk))
    return Representation(seat, newest.person, newest)


def _day(as_of: date | None) -> date:
    return as_of or timezone.localdate()
