"""Subscribing, confirming, ending: the life of a subscription."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext

from members.api import Member, find_or_create_member, record_consent, request_confirmation
from newsletters import doorbells
from newsletters.models import Newsletter, Subscription, SubscriptionRequest

logger = structlog.get_logger(__name__)

CONFIRMATION_KIND = "newsletters.subscription"
PREFERENCE_PROVIDER = "newsletters"
PENDING_DAYS = 30
REMIND_AFTER = timedelta(days=3)
MOST_AT_ONCE = 12


def consent_purpose(newsletter: Newsletter) -> str:
    """Return the name under which agreement to a newsletter stands in the consent ledger."""
    return f"newsletter:{newsletter.pk}"


def consent_wording(newsletter: Newsletter) -> str:
    """Return the words a reader agrees to, in the active language."""
    return gettext("Send me the newsletter “%(name)s” by e-mail. I can stop it at any time with one click.") % {
        "name": newsletter.name
    }


def open_newsletters(language: str) -> QuerySet[Newsletter]:
    """Return the newsletters one can subscribe to in a language."""
    return Newsletter.objects.filter(is_open=True, locale__language_code=language)


def note_request(
    email: str, newsletters: Sequence[Newsletter], *, source: str, first_name: str = "", language: str = "en"
) -> None:
    """Write down what a visitor asked for; a worker does the rest (`handle_requests`)."""
    SubscriptionRequest.objects.create(
        email=email,
        first_name=first_name,
        language=language,
        newsletter_ids=[newsletter.pk for newsletter in newsletters[:MOST_AT_ONCE]],
        source=source,
    )
    transaction.on_commit(doorbells.ring_requests)


def handle_requests(limit: int = 200) -> int:
    """Do what visitors asked for, oldest first; return how many requests were handled.

    Each in a transaction of its own, so that one that fails stops no other; what cannot be right
    (an address that passed the form and no longer passes) is dropped.
    """
    handled = 0
    while handled < limit:
        with transaction.atomic():
            request = SubscriptionRequest.objects.select_for_update(skip_locked=True).order_by("pk").first()
            if request is None:
                return handled
            newsletters = list(Newsletter.objects.filter(pk__in=request.newsletter_ids, is_open=True))
            try:
                ask_to_subscribe(
                    request.email,
                    newsletters,
                    source=request.source,
                    first_name=request.first_name,
                    language=request.language,
                )
            except ValidationError:
                logger.warning("subscription_request_dropped", request=request.pk)
            request.delete()
        handled += 1
    return handled


def ask_to_subscribe(
    email: str, newsletters: Sequence[Newsletter], *, source: str, first_name: str = "", language: str = "en"
) -> None:
    """Note that someone asked for newsletters with this address, and mail the button that confirms it.

    What happens is invisible to whoever asked: it is the same for a new address, a known one and one
    that gets the newsletters already. Safe under parallel calls. Raises `ValidationError` in the
    visitor's words for an address or a name that cannot be right.
    """
    with transaction.atomic():
        member = find_or_create_member(email, first_name=first_name, language=language)
        if not member.is_active:
            return
        waiting = _pending_subscriptions(member, newsletters[:MOST_AT_ONCE], source)
        if waiting:
            request_confirmation(member, CONFIRMATION_KIND, confirmation_reference(waiting))


def subscribe_known_member(member: Member, newsletter: Newsletter, *, source: str) -> Subscription:
    """Activate a subscription of someone who has shown that the address is theirs; idempotent."""
    with transaction.atomic():
        _pending_subscriptions(member, [newsletter], source)
        subscription = Subscription.objects.select_for_update().get(member=member, newsletter=newsletter)
        return _activate(subscription, source)


def confirm_subscriptions(member: Member, reference: str, *, source: str) -> list[Newsletter]:
    """Activate what a confirmation link stands for and return those newsletters; idempotent.

    A link from before the subscription ended stands for an older round and activates nothing.
    """
    rounds = read_confirmation_reference(reference)
    with transaction.atomic():
        rows = Subscription.objects.select_for_update(of=("self",)).select_related("newsletter")
        chosen = [row for row in rows.filter(member=member, pk__in=rounds) if rounds[row.pk] == row.round]
        return [_activate(row, source).newsletter for row in chosen if row.state != Subscription.State.ENDED]


def end_subscription(member: Member, newsletter: Newsletter, *, source: str) -> bool:
    """End a subscription, pending or active; return whether there was one to end. Idempotent.

    Mail that has not left yet is stopped by `newsletters.mailing_kind`, which asks for the state
    just before sending.
    """
    with transaction.atomic():
        ended = (
            Subscription.objects.filter(member=member, newsletter=newsletter)
            .exclude(state=Subscription.State.ENDED)
            .update(state=Subscription.State.ENDED, ended_at=Now())
        )
        if ended:
            record_consent(
                member,
                consent_purpose(newsletter),
                granted=False,
                wording=gettext("Stop the newsletter “%(name)s”.") % {"name": newsletter.name},
                source=source,
            )
    return bool(ended)


def remind_pending(limit: int = 500) -> int:
    """Send one reminder to those who asked three days ago and have not confirmed; return how many."""
    due = (
        Subscription.objects.filter(
            state=Subscription.State.PENDING,
            reminded_at=None,
            asked_at__lt=timezone.now() - REMIND_AFTER,
            member__is_active=True,
        )
        .select_related("member")
        .order_by("asked_at")
    )
    reminded = 0
    for subscription in due[:limit]:
        with transaction.atomic():
            if Subscription.objects.filter(pk=subscription.pk, reminded_at=None).update(reminded_at=Now()):
                request_confirmation(subscription.member, CONFIRMATION_KIND, confirmation_reference([subscription]))
                reminded += 1
    return reminded


def forget_unconfirmed() -> int:
    """Delete subscriptions that nobody confirmed within `PENDING_DAYS`; return how many."""
    before = timezone.now() - timedelta(days=PENDING_DAYS)
    stale = Q(state=Subscription.State.PENDING, asked_at__lt=before)
    return Subscription.objects.filter(stale).delete()[0]


def confirmation_reference(subscriptions: Iterable[Subscription]) -> str:
    """Return the text that stands in a confirmation request for these subscriptions."""
    return ",".join(f"{row.pk}.{row.round}" for row in sorted(subscriptions, key=lambda row: row.pk))


def read_confirmation_reference(reference: str) -> dict[int, int]:
    """Return subscription id → round; what cannot be read is left out."""
    rounds: dict[int, int] = {}
    for part in reference.split(","):
        identifier, dot, number = part.partition(".")
        if dot and identifier.isdecimal() and number.isdecimal():
            rounds[int(identifier)] = int(number)
    return rounds


def _pending_subscriptions(member: Member, newsletters: Sequence[Newsletter], source: str) -> list[Subscription]:
    """Return the rows that wait for confirmation after asking; the unique constraint decides races."""
    Subscription.objects.bulk_create(
        [Subscription(member=member, newsletter=newsletter, source=source[:100]) for newsletter in newsletters],
        ignore_conflicts=True,
    )
    rows = Subscription.objects.filter(member=member, newsletter__in=newsletters)
    rows.filter(state=Subscription.State.ENDED).update(
        state=Subscription.State.PENDING, round=F("round") + 1, asked_at=Now(), reminded_at=None, source=source[:100]
    )
    return list(rows.filter(state=Subscription.State.PENDING))


def _activate(subscription: Subscription, source: str) -> Subscription:
    if subscription.state == Subscription.State.ACTIVE:
        return subscription
    subscription.state = Subscription.State.ACTIVE
    subscription.confirmed_at = timezone.now()
    subscription.ended_at = None
    subscription.save(update_fields=["state", "confirmed_at", "ended_at"])
    newsletter = subscription.newsletter
    with translation.override(newsletter.locale.language_code):
        wording = consent_wording(newsletter)
    record_consent(
        subscription.member, consent_purpose(newsletter), granted=True, wording=wording, source=source or "newsletters"
    )
    return subscription
