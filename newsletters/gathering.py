"""Hand an issue's readers to the outbox: the database moves them itself, range by range."""

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, SmallIntegerField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Trim
from django.utils import timezone

from delivery.api import MailingStateError, RecipientSelection, add_selected_recipients, finish_intake
from newsletters.audience import audience
from newsletters.models import IssueSending
from newsletters.time_zones import ZONE_BY_STATE, same_clock_time
from newsletters.trials.ordering import trial_of
from newsletters.trials.sampling import drawn, sample_and_rest

# The first range is small, so that the first mail leaves while the others are still gathered.
FIRST_RANGE: Final = 1_000
RANGE: Final = 20_000


def gather_readers(sending_id: int) -> int:
    """Hand all readers to the outbox, a range per transaction; return how many were new.

    Interrupted at any point it goes on after the last finished range; running it twice at once adds
    nobody twice, because the outbox knows each address once per mailing.
    """
    total = 0
    while (added := _gather_range(sending_id)) is not None:
        total += added
    return total


def _gather_range(sending_id: int) -> int | None:
    with transaction.atomic():
        sending = (
            IssueSending.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("newsletter", "segment")
            .filter(pk=sending_id, state=IssueSending.State.PREPARING)
            .first()
        )
        if sending is None or sending.mailing_id is None or sending.started_at is None:
            return None
        try:
            done = add_selected_recipients(
                sending.mailing_id,
                _selection(sending),
                after=sending.gathered_through,
                limit=RANGE if sending.gathered_through else FIRST_RANGE,
            )
            if done.is_last:
                finish_intake(sending.mailing_id)
        except MailingStateError:
            sending.state = IssueSending.State.CANCELLED
            sending.finished_at = timezone.now()
            sending.save(update_fields=["state", "finished_at"])
            return None
        IssueSending.objects.filter(pk=sending.pk).update(
            gathered=F("gathered") + done.added,
            gathered_through=done.through,
            state=IssueSending.State.SENDING if done.is_last else IssueSending.State.PREPARING,
        )
        return done.added


def _selection(sending: IssueSending) -> RecipientSelection:
    rows = audience(sending.newsletter, sending.segment).filter(confirmed_at__lte=sending.started_at)
    trial = trial_of(sending)
    variant: Combinable
    not_before: Combinable | None
    if trial is not None:
        rows = rows.annotate(drawn=drawn(sending))
        variant, not_before = sample_and_rest(trial, "drawn")
    else:
        variant, not_before = _schedule(sending)
    return RecipientSelection(
        rows=rows,
        key=F("member__email"),
        address=F("member__email"),
        name=Trim(Concat("member__first_name", Value(" "), "member__last_name")),
        reference=F("pk"),
        variant=variant,
        not_before=not_before,
    )


def _schedule(sending: IssueSending) -> tuple[Combinable, Combinable | None]:
    """Return with which text each reader's mail leaves, and not before when."""
    cuts = [datetime.fromisoformat(cut) for cut in sending.variant_cuts]
    now = timezone.now()
    if not sending.local_time:
        return Value(bisect_right(cuts, now)), None
    states: dict[datetime, list[str]] = defaultdict(list)
    for state in ZONE_BY_STATE:
        states[same_clock_time(sending.scheduled_at, state)].append(state)
    elsewhere = same_clock_time(sending.scheduled_at, "")
    cases = [(Q(member__state__in=names), moment) for moment, names in states.items()]
    return (
        Case(
            *(When(when, then=Value(bisect_right(cuts, max(moment, now)))) for when, moment in cases),
            default=Value(bisect_right(cuts, max(elsewhere, now))),
            output_field=SmallIntegerField(),
        ),
        Case(
            *(When(when, then=Value(moment)) for when, moment in cases),
            default=Value(elsewhere),
            output_field=DateTimeField(),
        ),
    )
