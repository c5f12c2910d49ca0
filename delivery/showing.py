"""Show a message before it is sent, after it was sent, and send staff a test of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from delivery.compile import CompiledContent, compile_content, load_compiled
from delivery.content import MailContent, MailingContentError, Recipient, Sender
from delivery.late_values import ask_for_values, kept_values
from delivery.mailings import check_sender
from delivery.message import Addressee, Envelope, build_message, message_id, missing_values
from delivery.models import Delivery, Mailing, MailingVariant
from delivery.transactional import queue_message

TEST_MARK = "[Test] "


class MessageGoneError(LookupError):
    """The message cannot be shown any more: its recipient was erased or its retention has ended."""


def envelope_of(mailing: Mailing) -> Envelope:
    """Return what a mailing gives to each of its messages."""
    return Envelope(
        public_id=mailing.public_id.hex,
        kind=mailing.kind,
        sender_name=mailing.sender_name,
        sender_address=mailing.sender_address,
        reply_to=mailing.sender_reply_to,
        list_id=mailing.list_id,
        headers=tuple(sorted(mailing.headers.items())),
        domain=settings.MAIL_DOMAIN,
        unsubscribe_by_mail=mailing.unsubscribe_by_mail,
        provider=mailing.provider,
    )


def show_message(mailing_id: int, key: str) -> bytes:
    """Return a delivery's message, byte for byte as it was handed over; before that, as it would be now.

    DKIM signatures, which go in front of it on the wire when this site signs, are not part of it.
    Raises `Delivery.DoesNotExist` for an unknown key and `MessageGoneError` after erasure or retention.
    """
    delivery = Delivery.objects.select_related("mailing").get(mailing_id=mailing_id, recipient_key=key)
    if not delivery.address:
        raise MessageGoneError("The message was erased; its digest remains.")
    variant = MailingVariant.objects.get(mailing_id=mailing_id, number=delivery.variant_number)
    addressee = Addressee(
        key=delivery.recipient_key,
        address=delivery.address,
        name=delivery.name,
        values=delivery.values,
        reply_to=delivery.reply_to,
        sender_name=delivery.sender_name,
        unsubscribe_url=delivery.unsubscribe_url,
        delivery_id=delivery.pk,
    )
    return build_message(
        load_compiled(variant.digest, variant.compiled),
        envelope_of(delivery.mailing),
        addressee.with_values(_late_values(delivery)),
        delivery.claimed_at or timezone.now(),
    )


def _late_values(delivery: Delivery) -> Mapping[str, str]:
    """What the mailing kind gave when the message left, or would give now if it has not left yet."""
    kept = kept_values(delivery.values_kept_under, delivery.pk)
    if kept is not None:
        return kept
    if delivery.message_digest:
        return {}
    return ask_for_values(delivery.mailing.kind, [delivery.reference]).get(delivery.reference, {})


def render_preview(content: MailContent, sender: Sender, recipient: Recipient) -> bytes:
    """Return the message this recipient would get, without storing or sending anything.

    Raises `MailingContentError` for what `create_mailing` and `add_recipients` would refuse.
    """
    return _built(compile_content(content), sender, recipient, timezone.now(), "")


def send_test(content: MailContent, sender: Sender, recipients: Iterable[Recipient]) -> None:
    """Send the message as each recipient would get it, its subject marked `[Test]`.

    It is built by the same compiler as a mailing's messages and leaves on the transactional queue, so
    it never waits behind a mailing. The one-click unsubscribe headers are left out: a test must not
    unsubscribe the person it was filled for.
    """
    check_sender(sender)
    compiled = compile_content(content)
    for recipient in recipients:
        at = timezone.now()
        key = f"{recipient.key}:{at.isoformat()}"
        message = _built(compiled, sender, recipient, at, TEST_MARK)
        queue_message(
            message,
            recipients=[recipient.address],
            subject=TEST_MARK + content.subject,
            purpose="delivery.test",
            message_id=message_id("test", key, settings.MAIL_DOMAIN),
        )


def _built(compiled: CompiledContent, sender: Sender, recipient: Recipient, at: datetime, prefix: str) -> bytes:
    missing = missing_values(compiled, recipient.values)
    if missing:
        raise MailingContentError(f"There is no value for the slot {missing[0]!r}.")
    envelope = Envelope(
        public_id="test" if prefix else "preview",
        kind="test" if prefix else "preview",
        sender_name=sender.name,
        sender_address=sender.address,
        reply_to=sender.reply_to,
        list_id="",
        headers=(),
        domain=settings.MAIL_DOMAIN,
    )
    addressee = Addressee(
        key=f"{recipient.key}:{at.isoformat()}",
        address=recipient.address,
        name=recipient.name,
        values={"unsubscribe_url": recipient.unsubscribe_url, **recipient.values},
        reply_to=recipient.reply_to,
        sender_name=recipient.sender_name,
        unsubscribe_url="" if prefix else recipient.unsubscribe_url,
    )
    return build_message(compiled, envelope, addressee, at, subject_prefix=prefix)
