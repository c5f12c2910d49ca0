"""Writing committees and who sits on them."""

from typing import Any

from advocacy.legislators.importing.bodies import ensure_chambers
from advocacy.legislators.importing.snapshot import CommitteeRecord, Snapshot
from advocacy.legislators.importing.synchronise import Moment, Tally, synchronise
from advocacy.legislators.models import Chamber, Committee, CommitteeMembership, Legislature, Person
from advocacy.legislators.topics import topics_of


def write_committees(snapshot: Snapshot, people: dict[str, Person], moment: Moment, tally: Tally) -> None:
    """Write committees, then subcommittees, then memberships; topics set by staff are left alone."""
    chambers = ensure_chambers((record.legislature, record.chamber) for record in snapshot.committees)
    legislatures = {legislature.code: legislature for legislature in Legislature.objects.all()}
    parents = {record.publisher_id for record in snapshot.committees if not record.parent}
    stored = list(Committee.objects.filter(publisher=snapshot.publisher).defer("topics"))
    ids: dict[str, int] = {}
    for level in (False, True):
        records = [record for record in snapshot.committees if bool(record.parent) is level]
        existing = [row for row in stored if (row.publisher_id not in parents) is level]
        added = synchronise(
            Committee,
            {record.publisher_id: _values(record, snapshot, legislatures, chambers, ids) for record in records},
            existing=existing,
            key=lambda row: row.publisher_id,
            moment=moment,
            tally=tally,
            kind=lambda row: "subcommittees" if row.parent_id else "committees",
        )
        ids.update({row.publisher_id: row.pk for row in [*existing, *added]})
    _write_memberships(snapshot, people, ids, moment, tally)


def _values(
    record: CommitteeRecord,
    snapshot: Snapshot,
    legislatures: dict[str, Legislature],
    chambers: dict[tuple[str, str], Chamber],
    ids: dict[str, int],
) -> dict[str, Any]:
    return {
        "publisher": snapshot.publisher,
        "publisher_id": record.publisher_id,
        "legislature_id": legislatures[record.legislature].pk,
        "chamber_id": chambers[record.legislature, record.chamber].pk if record.chamber else None,
        "parent_id": ids[record.parent] if record.parent else None,
        "name": record.name,
        "website": record.website,
        "phone": record.phone,
        "address": record.address,
        "jurisdiction": record.jurisdiction,
        "derived_topics": topics_of(record.name),
    }


def _write_memberships(
    snapshot: Snapshot, people: dict[str, Person], ids: dict[str, int], moment: Moment, tally: Tally
) -> None:
    wanted: dict[Any, dict[str, Any]] = {}
    for committee in snapshot.committees:
        committee_id = ids[committee.publisher_id]
        for member in committee.members:
            person = people.get(member.person)
            person_id = person.pk if person else None
            wanted[committee_id, person_id or member.name] = {
                "committee_id": committee_id,
                "person_id": person_id,
                "name": member.name,
                "role": member.role,
                "side": member.side,
                "rank": member.rank,
            }
    synchronise(
        CommitteeMembership,
        wanted,
        existing=CommitteeMembership.objects.current().filter(committee__publisher=snapshot.publisher),
        key=lambda row: (row.committee_id, row.person_id or row.name),
        moment=moment,
        tally=tally,
        kind=lambda _row: "committee memberships",
    )
