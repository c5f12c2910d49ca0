"""Writing who holds which seat, from when to when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from advocacy.legislators.importing.bodies import ensure_districts, ensure_seats
from advocacy.legislators.importing.snapshot import Snapshot, TermRecord
from advocacy.legislators.importing.synchronise import Moment, Tally
from advocacy.legislators.models import District, Person, Seat, Term

_KIND = "terms"
_BATCH = 1000


@dataclass
class _Plan:
    """What is to be written. Ends go first: a seat has one open term at a time."""

    ends: list[Term] = field(default_factory=list)
    changes: list[Term] = field(default_factory=list)
    additions: list[Term] = field(default_factory=list)


def write_terms(snapshot: Snapshot, people: dict[str, Person], moment: Moment, tally: Tally) -> None:
    """Write terms and the seats they need; who is no longer listed in a seat stops holding it."""
    listed = [(people[record.publisher_id], record.term) for record in snapshot.people if record.term]
    keys = {term.district for _person, term in listed} | {key for key, _name in snapshot.seats_without_holder}
    districts = ensure_districts(keys, moment, tally)
    ensure_seats(
        [
            *((districts[key], designation) for key, designation in snapshot.seats_without_holder),
            *((districts[term.district], term.designation) for _person, term in listed),
        ],
        moment,
    )
    terms = _stored_terms(snapshot.publisher)
    plan = _Plan()
    chooser = _SeatChooser(districts.values(), terms, [(person, term) for person, term in listed])
    by_person: dict[int, list[Term]] = defaultdict(list)
    for term in terms:
        by_person[term.person_id].append(term)
    for person, record in listed:
        _plan_person(
            person, record, districts[record.district], by_person.pop(person.pk, []), chooser, plan, moment, tally
        )
    for rest in by_person.values():
        for term in rest:
            _end(term, moment.day, plan, tally)
    _write(plan)


def _stored_terms(publisher: str) -> list[Term]:
    """All terms of a publisher's people, each with its seat and district: one object for each district."""
    terms = list(Term.objects.filter(person__publisher=publisher).order_by("pk"))
    seats = Seat.objects.in_bulk({term.seat_id for term in terms})
    districts = District.objects.in_bulk({seat.district_id for seat in seats.values()})
    for seat in seats.values():
        seat.district = districts[seat.district_id]
    for term in terms:
        term.seat = seats[term.seat_id]
    return terms


def _plan_person(  # noqa: PLR0917 (one step of write_terms, with its working set)
    person: Person,
    record: TermRecord,
    district: District,
    terms: list[Term],
    chooser: "_SeatChooser",
    plan: _Plan,
    moment: Moment,
    tally: Tally,
) -> None:
    """Compare one person's terms with the one their publisher lists."""
    same = next((term for term in reversed(terms) if _is_same(term, record, district)), None)
    for term in terms:
        if term is not same:
            _end(term, record.start or moment.day, plan, tally)
    values = {
        "party": record.party,
        "scheduled_end": record.scheduled_end,
        "effective_until": record.ended,
        "effective_from": record.start if record.start or same is None else same.effective_from,
    }
    if same is None:
        if record.start is None:
            values["effective_from"] = None if record.ended else moment.beginning
        seat = chooser.seat_for(person, district, record)
        plan.additions.append(Term(person=person, seat=seat, **values))
        renewed = bool(terms)
        tally.note(_KIND, "changed" if renewed else "added", district.state)
        return
    different = any(getattr(same, name) != value for name, value in values.items())
    if different:
        for name, value in values.items():
            setattr(same, name, value)
        plan.changes.append(same)
    tally.note(_KIND, "changed" if different else "unchanged", district.state)


def _is_same(term: Term, record: TermRecord, district: District) -> bool:
    """Whether a stored term is the listed one.

    It is when it is of the same seat's district and began on the same day, or when the publisher only
    corrected the day: a new term of a re-elected holder begins when the old one was scheduled to end.
    """
    if term.seat.district_id != district.pk or term.seat.designation != record.designation:
        return False
    if term.effective_until is not None:
        return record.ended is not None and term.effective_from == record.start
    if term.effective_from == record.start or record.start is None:
        return True
    return not (term.scheduled_end and record.start >= term.scheduled_end)


def _end(term: Term, day: date, plan: _Plan, tally: Tally) -> None:
    if term.effective_until is not None:
        return
    term.effective_until = max(day, term.effective_from or day)
    plan.ends.append(term)
    tally.note(_KIND, "ended", term.seat.district.state)


class _SeatChooser:
    """Gives each new holder a seat of the district: one that falls vacant, else a further place."""

    def __init__(
        self,
        districts: Iterable[District],
        terms: Iterable[Term],
        listed: Iterable[tuple[Person, TermRecord]],
    ) -> None:
        staying = {(person.pk, record.district.code, record.designation) for person, record in listed}
        taken = {
            term.seat_id
            for term in terms
            if term.effective_until is None
            and (term.person_id, term.seat.district.code, term.seat.designation) in staying
        }
        self._free: dict[tuple[int, str], list[Seat]] = defaultdict(list)
        self._last: dict[tuple[int, str], int] = defaultdict(int)
        seats = Seat.objects.filter(district__in=list(districts)).order_by("-position")
        for seat in seats:
            place = seat.district_id, seat.designation
            self._last[place] = max(self._last[place], seat.position)
            if seat.pk not in taken:
                self._free[place].append(seat)
        self._kept = {(term.person_id, term.seat.district_id, term.seat.designation): term.seat for term in terms}

    def seat_for(self, person: Person, district: District, record: TermRecord) -> Seat:
        """Return a seat for a new term, unsaved when it is a further place."""
        place = district.pk, record.designation
        kept = self._kept.get((person.pk, *place))
        if kept is not None:
            if kept in self._free[place]:
                self._free[place].remove(kept)
            return kept
        if self._free[place]:
            return self._free[place].pop()
        self._last[place] += 1
        return Seat(district=district, designation=record.designation, position=self._last[place])


def _write(plan: _Plan) -> None:
    if plan.ends:
        Term.objects.bulk_update(plan.ends, ["effective_until"], batch_size=_BATCH)
    if plan.changes:
        Term.objects.bulk_update(
            plan.changes, ["party", "scheduled_end", "effective_until", "effective_from"], batch_size=_BATCH
        )
    new_seats = [term.seat for term in plan.additions if term.seat.pk is None]
    Seat.objects.bulk_create(new_seats, batch_size=_BATCH)
    for term in plan.additions:
        term.seat = term.seat
    Term.objects.bulk_create(plan.additions, batch_size=_BATCH)
