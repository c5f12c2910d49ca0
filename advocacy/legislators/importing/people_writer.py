"""Writing people, their offices and accounts."""

import re
from typing import Any

from django.utils.text import slugify

from advocacy.legislators.importing.snapshot import PersonRecord, Snapshot
from advocacy.legislators.importing.synchronise import Moment, Tally, synchronise
from advocacy.legislators.models import Office, Person, SocialAccount

_OFFICE_KINDS = {
    "capitol": "capitol offices",
    "district": "district offices",
}


def write_people(snapshot: Snapshot, moment: Moment, tally: Tally) -> dict[str, Person]:
    """Write people, offices and accounts; return the people by their publisher's identifier."""
    existing = list(Person.objects.filter(publisher=snapshot.publisher))
    known_slugs = {person.publisher_id: person.slug for person in existing}
    added = synchronise(
        Person,
        {
            record.publisher_id: {
                "publisher": snapshot.publisher,
                "publisher_id": record.publisher_id,
                "slug": known_slugs.get(record.publisher_id) or _slug(record),
                "name": record.name,
                "given_name": record.given_name,
                "family_name": record.family_name,
                "party": record.party,
                "caucus": record.caucus,
                "website": record.website,
                "identifiers": record.identifiers,
            }
            for record in snapshot.people
        },
        existing=existing,
        key=lambda row: row.publisher_id,
        moment=moment,
        tally=tally,
        kind=lambda _row: "people",
    )
    people = {person.publisher_id: person for person in [*existing, *added]}
    _write_offices(snapshot, people, moment, tally)
    _write_accounts(snapshot, people, moment, tally)
    return people


def _write_offices(snapshot: Snapshot, people: dict[str, Person], moment: Moment, tally: Tally) -> None:
    wanted: dict[Any, dict[str, Any]] = {}
    for record in snapshot.people:
        person_id = people[record.publisher_id].pk
        for office in record.offices:
            wanted[person_id, office.publisher_id] = {
                "person_id": person_id,
                "publisher_id": office.publisher_id,
                "kind": office.kind,
                "address": office.address,
                "city": office.city,
                "state": office.state,
                "zip_code": office.zip_code,
                "phone": office.phone,
                "fax": office.fax,
                "email": office.email,
                "hours": office.hours,
                "web_form": office.web_form,
                "time_zone": office.time_zone,
                "latitude": office.latitude,
                "longitude": office.longitude,
            }
    synchronise(
        Office,
        wanted,
        existing=Office.objects.filter(person__publisher=snapshot.publisher),
        key=lambda row: (row.person_id, row.publisher_id),
        moment=moment,
        tally=tally,
        kind=lambda row: _OFFICE_KINDS.get(row.kind, "other addresses"),
    )


def _write_accounts(snapshot: Snapshot, people: dict[str, Person], moment: Moment, tally: Tally) -> None:
    synchronise(
        SocialAccount,
        {
            (people[record.publisher_id].pk, service, handle): {
                "person_id": people[record.publisher_id].pk,
                "service": service,
                "handle": handle,
            }
            for record in snapshot.people
            for service, handle in record.accounts
        },
        existing=SocialAccount.objects.filter(person__publisher=snapshot.publisher),
        key=lambda row: (row.person_id, row.service, row.handle),
        moment=moment,
        tally=tally,
        kind=lambda _row: "social accounts",
    )


def _slug(record: PersonRecord) -> str:
    """A lasting page address: the name when first seen, and enough of the identifier to be unique."""
    identifier = re.sub(r"[^a-z0-9]", "", record.publisher_id.rpartition("/")[2].lower())[:12]
    return f"{slugify(record.name)[:100] or 'person'}-{identifier}"
