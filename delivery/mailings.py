"""Create a mailing and steer it: start, pause, resume, cancel, and how far it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from django.conf import settings
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from delivery import doorbells
from delivery.addresses import InvalidAddressError, domain_of, wire_address
from delivery.alignment.gate import refuse_unaligned
from delivery.cleaning import clean_header_value
from delivery.compile import compile_content, digest_of
from delivery.content import (
    DeliveryState,
    MailContent,
    MailingContentError,
    MailingProgress,
    MailingStateError,
    Sender,
)
from delivery.kinds import mailing_kind
from delivery.message import check_headers
from delivery.models import Delivery, Mailing, MailingStatus, MailingTally, MailingVariant, State


def create_mailing(
    *,
    kind: str,
    title: str,
    sender: Sender,
    content: MailContent | Sequence[MailContent],
    idempotency_key: str,
    list_id: str = "",
    headers: Mapping[str, str] | None = None,
    reference: str = "",
    messages_per_second: float | None = None,
    priority: int = 0,
) -> Mailing:
    """Create a mailing, or return the one this kind already created under the key.

    Several contents are numbered variants of one mailing; `Recipient.variant` picks one. Nothing leaves
    before `start_mailing`. Raises `MailingContentError` for a text that cannot be compiled, a header
    the outbox writes itself, or a sender outside the coalition's own domain.
    """
    mailing_kind(kind)
    check_sender(sender)
    check_headers(headers or {})
    contents = [content] if isinstance(content, MailContent) else list(content)
    if not contents:
        raise MailingContentError("A mailing needs a text.")
    compiled = [compile_content(each).dumps() for each in contents]
    with transaction.atomic():
        mailing, created = Mailing.objects.get_or_create(
            kind=kind,
            idempotency_key=idempotency_key,
            defaults={
                "title": clean_header_value(title)[:255],
                "sender_name": clean_header_value(sender.name)[:255],
                "sender_address": sender.address,
                "sender_reply_to": sender.reply_to,
                "list_id": list_id,
                "headers": dict(headers or {}),
                "reference": reference,
                "messages_per_second": messages_per_second,
                "priority": priority,
                "unsubscribe_by_mail": bool(settings.RETURN_MAILBOX),
                "provider": settings.MAIL_PROVIDER,
            },
        )
        if created:
            MailingVariant.objects.bulk_create(
                MailingVariant(
                    mailing=mailing,
                    number=number,
                    subject=each.subject,
                    text=each.text,
                    html=each.html,
                    compiled=stored,
                    digest=digest_of(stored),
                )
                for number, (each, stored) in enumerate(zip(contents, compiled, strict=True))
            )
    return mailing


def check_sender(sender: Sender) -> None:
    """Refuse a sender that is not on the coalition's own mail domain (`MailingContentError`)."""
    try:
        address = wire_address(sender.address)
        reply_to = wire_address(sender.reply_to) if sender.reply_to else ""
    except InvalidAddressError as error:
        raise MailingContentError(f"The sender's address cannot be used. {error}") from error
    if not (address + reply_to).isascii():
        raise MailingContentError("The sender's address must be plain ASCII.")
    domain, own = domain_of(address), settings.MAIL_DOMAIN.lower()
    if domain != own and not domain.endswith(f".{own}"):
        raise MailingContentError(f"The sender's address must be on {own}, not on {domain}.")


def start_mailing(mailing_id: int, *, actor: models.Model | None = None) -> Mailing:
    """Let a mailing's deliveries leave; starting a running one changes nothing.

    Raises `MailingStateError` when live and the sender's domain lacks SPF, DKIM or DMARC.
    """
    _refuse_unaligned(mailing_id)
    return _steer(mailing_id, "delivery.start", {MailingStatus.DRAFT}, MailingStatus.RUNNING, actor=actor)


def pause_mailing(mailing_id: int, *, reason: str = "", actor: models.Model | None = None) -> Mailing:
    """Stop a running mailing within seconds; what is on the wire at that moment still goes."""
    return _steer(
        mailing_id, "delivery.pause", {MailingStatus.RUNNING}, MailingStatus.PAUSED, actor=actor, reason=reason
    )


def resume_mailing(mailing_id: int, *, actor: models.Model | None = None) -> Mailing:
    """Let a paused mailing go on. Raises `MailingStateError` as `start_mailing` does."""
    _refuse_unaligned(mailing_id)
    return _steer(mailing_id, "delivery.resume", {MailingStatus.PAUSED}, MailingStatus.RUNNING, actor=actor)


def cancel_mailing(mailing_id: int, *, actor: models.Model | None = None) -> Mailing:
    """Stop a mailing for good; its waiting deliveries become cancelled, in ranges, by the sweep."""
    return _steer(
        mailing_id,
        "delivery.cancel",
        {MailingStatus.DRAFT, MailingStatus.RUNNING, MailingStatus.PAUSED},
        MailingStatus.CANCELLING,
        actor=actor,
    )


def _refuse_unaligned(mailing_id: int) -> None:
    """Look the sender's domain up before a row is locked, since the DNS may take seconds."""
    standing = Mailing.objects.exclude(status=MailingStatus.RUNNING).filter(pk=mailing_id)
    if settings.OUTBOUND == "live" and (address := standing.values_list("sender_address", flat=True).first()):
        refuse_unaligned(address)


def _steer(
    mailing_id: int,
    action: str,
    allowed: set[MailingStatus],
    status: MailingStatus,
    *,
    actor: models.Model | None,
    reason: str = "",
) -> Mailing:
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update(no_key=True).get(pk=mailing_id)
        already = {str(status)} | ({str(MailingStatus.CANCELLED)} if status == MailingStatus.CANCELLING else set())
        if mailing.status in already:
            return mailing
        if mailing.status not in allowed:
            raise MailingStateError(_("This mailing is %(status)s.") % {"status": mailing.get_status_display()})
        mailing.status = status
        mailing.pause_reason = reason[:500]
        mailing.started_at = mailing.started_at or (timezone.now() if status == MailingStatus.RUNNING else None)
        mailing.save(update_fields=["status", "pause_reason", "started_at"])
        log(mailing, action, user=actor, data={"reason": reason} if reason else None)
        transaction.on_commit(
            doorbells.ring_housekeeping if status == MailingStatus.CANCELLING else doorbells.ring_senders
        )
    return mailing


def set_pace(mailing_id: int, messages_per_second: float | None, *, actor: models.Model | None = None) -> Mailing:
    """Limit how fast a mailing goes, all senders together; nothing means as fast as they can.

    Raises `MailingStateError` for a pace that is no positive number.
    """
    if messages_per_second is not None and not 0 < messages_per_second < 1_000_000:
        raise MailingStateError(_("The pace must be a positive number of messages per second."))
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update(no_key=True).get(pk=mailing_id)
        mailing.messages_per_second = messages_per_second
        mailing.save(update_fields=["messages_per_second"])
        log(mailing, "delivery.pace", user=actor, data={"messages_per_second": messages_per_second})
    return mailing


def finish_intake(mailing_id: int) -> None:
    """Say that no further recipients are expected: once all are at rest, the mailing is finished."""
    Mailing.objects.filter(pk=mailing_id).update(intake_open=False)
    transaction.on_commit(doorbells.ring_housekeeping)


def cancel_delivery(mailing_id: int, key: str) -> DeliveryState | None:
    """Take one delivery back; return where it stands now, or nothing when there is none.

    A waiting one is cancelled at once. One that a sender holds is marked as withdrawn: the sender
    cancels it unless it is already on the wire. One in the states at rest stays as it is.
    """
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(no_key=True).filter(mailing_id=mailing_id, recipient_key=key).first()
        )
        if delivery is None:
            return None
        if delivery.state in {State.QUEUED, State.DEFERRED}:
            delivery.state = State.CANCELLED
            delivery.settled_at = timezone.now()
            delivery.save(update_fields=["state", "settled_at"])
        elif delivery.state == State.CLAIMED:
            delivery.withdrawn = True
            delivery.save(update_fields=["withdrawn"])
        return _state_of(delivery)


def progress(mailing_id: int) -> MailingProgress:
    """How many deliveries are in which state: from tallies, never by counting deliveries."""
    sums = dict(MailingTally.objects.filter(mailing_id=mailing_id).values_list("state").annotate(total=Sum("count")))
    known = {field.name for field in fields(MailingProgress)}
    counts = {state: count for state, count in sums.items() if state in known}
    return MailingProgress(intended=sum(sums.values()), **counts)


def delivery_states(mailing_id: int, keys: Iterable[str]) -> dict[str, DeliveryState]:
    """Return where each of the given deliveries stands; unknown keys are left out."""
    deliveries = Delivery.objects.filter(mailing_id=mailing_id, recipient_key__in=list(keys)).only(
        "recipient_key", "state", "detail", "settled_at", "claimed_at", "created_at"
    )
    return {delivery.recipient_key: _state_of(delivery) for delivery in deliveries}


def _state_of(delivery: Delivery) -> DeliveryState:
    at = delivery.settled_at or delivery.claimed_at or delivery.created_at
    return DeliveryState(state=delivery.state, detail=delivery.detail, at=at)
