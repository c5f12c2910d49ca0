"""Apply a checked import: members and subscriptions with their evidence of consent, range by range."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone

from delivery.api import suppressed_among
from members.api import Newcomer, known_members, record_consents, record_newcomers
from newsletters.importing.comparing import good_rows
from newsletters.models import ImportedRow, Newsletter, SubscriberImport, Subscription
from newsletters.subscriptions import consent_purpose

RANGE: Final = 5_000


def apply_range(import_id: int) -> bool:
    """Apply the next rows; return whether there may be more.

    A range is one transaction with how far it goes: a worker that dies leaves whole ranges, the next goes on, and
    two at once add nobody twice. Whoever is suppressed or blocked by now is left out. A subscription there is already
    stays as it is, whatever its state: nobody who left comes back by an import. No mail is sent.
    """
    with transaction.atomic():
        order = (
            SubscriberImport.objects.select_for_update(skip_locked=True)
            .filter(pk=import_id, state=SubscriberImport.State.APPLYING)
            .first()
        )
        if order is None:
            return False
        after = order.applied_through
        lines = list(
            order.rows.filter(line__gt=after).order_by("line").values_list("line", flat=True)[RANGE - 1 : RANGE]
        )
        through = lines[0] if lines else order.read_through
        _apply(order, good_rows(order, after, through))
        order.applied_through = through
        if not lines:
            order.state = SubscriberImport.State.DONE
            order.ended_at = timezone.now()
        order.save()
    return bool(lines)


def _apply(order: SubscriberImport, rows: list[ImportedRow]) -> None:
    suppressed = suppressed_among(row.address for row in rows)
    wanted = {row.address: row for row in rows if row.address not in suppressed}
    added = record_newcomers(
        [Newcomer(row.address, row.first_name, row.last_name, row.zip_code, order.language) for row in wanted.values()]
    )
    order.add_counts(members_added=added)
    days = {
        member.pk: wanted[address].consented_on or order.consented_on
        for address, member in known_members(wanted).items()
        if member.is_active
    }
    for newsletter in order.newsletters.order_by("pk"):
        subscribed = _subscribe(order, newsletter, days)
        order.add_counts(**{f"added.{newsletter.pk}": subscribed})


def _subscribe(order: SubscriberImport, newsletter: Newsletter, days: Mapping[int, date | None]) -> int:
    there = set(
        Subscription.objects.filter(newsletter=newsletter, member__in=_these(list(days))).values_list(
            "member", flat=True
        )
    )
    now = timezone.now()
    members = sorted(days.keys() - there)
    Subscription.objects.bulk_create(
        [
            Subscription(
                member_id=member,
                newsletter=newsletter,
                state=Subscription.State.ACTIVE,
                source=f"import {order.pk}",
                confirmed_at=now,
                imported_by=order,
            )
            for member in members
        ],
        ignore_conflicts=True,
    )
    ours = set(
        Subscription.objects.filter(newsletter=newsletter, member__in=_these(members), imported_by=order).values_list(
            "member", flat=True
        )
    )
    record_consents(
        {member: _moment(days[member] or timezone.localdate()) for member in sorted(ours)},
        consent_purpose(newsletter),
        wording=order.consent_wording,
        source=f"import {order.pk}: {order.consent_source}",
    )
    return len(ours)


def _these(members: list[int]) -> RawSQL:
    """One parameter however many there are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [members])


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
