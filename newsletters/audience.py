"""Who gets an issue: active subscriptions, optionally only those of a segment."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from delivery.api import Recipient
from members.api import Segment, preferences_url, segment_members, unsubscribe_url
from newsletters.models import Newsletter, Subscription
from newsletters.rendering.slots import FIRST_NAME, PREFERENCES_URL, first_name_for
from newsletters.subscriptions import PREFERENCE_PROVIDER


def audience(newsletter: Newsletter, segment: Segment | None = None) -> QuerySet[Subscription]:
    """Return the subscriptions an issue would go to now.

    Raises `ValidationError` when the segment's definition makes no sense.
    """
    subscriptions = Subscription.objects.filter(
        newsletter=newsletter, state=Subscription.State.ACTIVE, member__is_active=True
    )
    if segment is None:
        return subscriptions
    return subscriptions.filter(member__in=segment_members(segment))


def recipient_for(
    subscription: Subscription, reader_word: str, *, not_before: datetime | None = None, variant: int = 0
) -> Recipient:
    """Return what the outbox needs to know about one reader: their values, and how they leave."""
    member = subscription.member
    return Recipient(
        key=member.email,
        address=member.email,
        name=member.get_full_name(),
        values={
            FIRST_NAME: first_name_for(member.first_name, reader_word),
            PREFERENCES_URL: preferences_url(member),
        },
        reference=str(subscription.pk),
        unsubscribe_url=unsubscribe_url(member, PREFERENCE_PROVIDER, str(subscription.newsletter_id)),
        not_before=not_before,
        variant=variant,
    )


def reasons_to_withhold(references: Sequence[str]) -> Mapping[str, str]:
    """Return, for each subscription that must not get mail now, the reason; one query for all of them."""
    identifiers = [int(reference) for reference in references if reference.isdecimal()]
    active = {
        str(pk)
        for pk in Subscription.objects.filter(
            pk__in=identifiers, state=Subscription.State.ACTIVE, member__is_active=True
        ).values_list("pk", flat=True)
    }
    return {reference: gettext("The subscription has ended.") for reference in references if reference not in active}
