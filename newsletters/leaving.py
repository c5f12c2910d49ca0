"""Which issue a reader left after."""

from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone

from delivery.api import note_unsubscribed
from members.api import Member
from newsletters.models import IssueSending, Newsletter

# Who leaves later than this leaves for something else than the last issue. No standard sets it; it is the window
# within which newsletters that come monthly can tell one issue from the next.
CREDITED_FOR: Final = timedelta(days=30)
_MOST_ISSUES: Final = 40


def credit_issue(member: Member, newsletter: Newsletter, *, source: str) -> None:
    """Count a reader's leaving for the newest issue that reached them within `CREDITED_FOR`, after commit.

    After commit, for two reasons: an unsubscription must never fail or wait because of a figure, and the outbox
    locks its rows before subscriptions when somebody leaves by mail. A crash between the two loses one count.
    """
    transaction.on_commit(partial(_credit, newsletter.pk, member.email, source), robust=True)


def _credit(newsletter_id: int, email: str, source: str) -> None:
    recent = IssueSending.objects.filter(
        newsletter=newsletter_id, mailing_id__isnull=False, started_at__gte=timezone.now() - CREDITED_FOR
    ).order_by("-started_at")
    mailing_ids = [
        mailing_id for mailing_id in recent.values_list("mailing_id", flat=True)[:_MOST_ISSUES] if mailing_id
    ]
    if mailing_ids:
        note_unsubscribed(mailing_ids, email, source=source)
