"""Who gets an issue: active subscriptions, optionally only those of a segment."""

from collections.abc import Mapping, Sequence
from time import time

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext

from delivery.api import Recipient
from members.api import Segment, preferences_url, segment_members, unsubscribe_url
from newsletters.models import Newsletter, Subscription
from newsletters.rendering.slots import FIRST_NAME, LEFT_AT, PREFERENCES_URL, UNSUBSCRIBE_URL, first_name_for
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


def recipient_for(subscription: Subscription, reader_word: str) -> Recipient:
    """Return one reader with their values, as a preview or a test needs them."""
    member = subscription.member
    values = reader_values(subscription, reader_word)
    return Recipient(
        key=member.email,
        address=member.email,
        name=member.get_full_name(),
        values=values,
        reference=str(subscription.pk),
        unsubscribe_url=values[UNSUBSCRIBE_URL],
    )


def reader_values(subscription: Subscription, reader_word: str) -> dict[str, str]:
    """Return what is filled in for one reader: the name, and links signed for them."""
    member = subscription.member
    return {
        FIRST_NAME: first_name_for(member.first_name, reader_word),
        PREFERENCES_URL: preferences_url(member),
        UNSUBSCRIBE_URL: unsubscribe_url(member, PREFERENCE_PROVIDER, str(subscription.newsletter_id)),
    }


def values_for_readers(references: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return, for each subscription that still exists, what is filled in for its reader; two queries for all.

    Asked when a batch is about to leave: `left_at` is this moment in seconds since 1970, the same for the batch.
    """
    subscriptions = (
        _identified(references)
        .select_related("member")
        .only("newsletter_id", "member__public_id", "member__first_name", "member__language")
    )
    words = dict(Newsletter.objects.values_list("pk", "reader_word"))
    left_at = str(int(time()))
    return {
        str(each.pk): {**reader_values(each, words[each.newsletter_id]), LEFT_AT: left_at} for each in subscriptions
    }


def _identified(references: Sequence[str]) -> QuerySet[Subscription]:
    """One parameter however many there are: composing a query of two hundred costs more than running it."""
    identifiers = [int(reference) for reference in references if reference.isdecimal()]
    return Subscription.objects.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [identifiers]))


def reasons_to_withhold(references: Sequence[str]) -> Mapping[str, str]:
    """Return, for each subscription that must not get mail now, the reason; one query for all of them."""
    active = {
        str(pk)
        for pk in _identified(references)
        .filter(state=Subscription.State.ACTIVE, member__is_active=True)
        .values_list("pk", flat=True)
    }
    return {reference: gettext("The subscription has ended.") for reference in references if reference not in active}
