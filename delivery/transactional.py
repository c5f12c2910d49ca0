"""Queue and send single messages somebody waits for.

They have a table and a Celery queue of their own, so they never stand behind a bulk mailing, and they
are not sent inside a web request, so a slow server neither delays a page nor tells by its delay
whether an address is known.
"""

import random
import uuid
from collections.abc import Sequence
from datetime import timedelta
from email.headerregistry import AddressHeader
from email.policy import default as default_policy
from email.utils import format_datetime
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from delivery import doorbells
from delivery.addresses import wire_address
from delivery.cleaning import clean_header_value
from delivery.compile import literal_body
from delivery.content import Sender
from delivery.encoding import header, mailbox_header
from delivery.inbound.rules import Verdict, verdict
from delivery.models import SuppressionReason, TransactionalMessage, TransactionalState
from delivery.provider_tags import tag_header
from delivery.return_path import Purpose, Reference, transactional_bounce_address
from delivery.signing.configured import sign
from delivery.smtp.server import configured_server
from delivery.smtp.single import Handover, SingleSender
from delivery.suppression import stops_transactional_mail, suppress

MOST_ATTEMPTS = 12
_LONGEST_PAUSE = timedelta(hours=1)


def send_transactional(*, to: str, subject: str, text: str, html: str = "", purpose: str) -> None:
    """Queue one message; it leaves within seconds of the commit.

    Subject and texts are taken literally: nothing in them is a template. Raises `InvalidAddressError`
    for an address no server would take.
    """
    sender = default_sender()
    address = wire_address(to)
    message_id = new_message_id()
    content = "".join(
        [
            f"Date: {format_datetime(timezone.now())}\r\n",
            mailbox_header("From", sender.name, sender.address),
            mailbox_header("To", "", address),
            header("Subject", subject),
            f"Message-ID: {message_id}\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "MIME-Version: 1.0\r\n",
            literal_body(text, html),
        ]
    ).encode("utf-8")
    queue_message(content, recipients=[address], subject=subject, purpose=purpose, message_id=message_id)


def new_message_id() -> str:
    """Return a Message-ID for a message that has no mailing."""
    return f"<{uuid.uuid4().hex}@{settings.MAIL_DOMAIN}>"


def default_sender() -> Sender:
    """Return who transactional mail is from: `DEFAULT_FROM_EMAIL`."""
    parsed = default_policy.header_factory("From", clean_header_value(settings.DEFAULT_FROM_EMAIL))
    mailbox = cast("AddressHeader", parsed).addresses[0]
    return Sender(name=mailbox.display_name, address=mailbox.addr_spec)


def queue_message(
    content: bytes, *, recipients: Sequence[str], subject: str, purpose: str, message_id: str
) -> TransactionalMessage:
    """Store a finished message and ring the transactional queue after commit."""
    message = TransactionalMessage.objects.create(
        purpose=purpose[:100],
        recipients=[wire_address(address) for address in recipients],
        envelope_sender=default_sender().address,
        subject=clean_header_value(subject)[:500],
        content=content,
        message_id=message_id,
    )
    transaction.on_commit(doorbells.ring_transactional)
    return message


def send_waiting(limit: int = 200) -> int:
    """Send the transactional messages that are due; return how many were settled or put off.

    Each is locked while it is sent, so any number of workers may run this at once. A worker killed in
    mid-send leaves the row queued: the message goes again under the same Message-ID.
    """
    handled = 0
    with SingleSender(configured_server()) as sender:
        while handled < limit and _send_one(sender):
            handled += 1
    return handled


def _send_one(sender: SingleSender) -> bool:
    with transaction.atomic():
        message = (
            TransactionalMessage.objects.select_for_update(skip_locked=True)
            .filter(state=TransactionalState.QUEUED, not_before__lte=timezone.now())
            .order_by("not_before", "id")
            .first()
        )
        if message is None:
            return False
        stopped = stops_transactional_mail(message.recipients)
        recipients = [address for address in message.recipients if address not in stopped]
        if not recipients:
            _settle(message, TransactionalState.SUPPRESSED, None, "")
            return True
        message.attempts += 1
        handover = sender.send(*_on_the_wire(message, recipients))
        if handover.accepted:
            _settle(message, TransactionalState.SENT, handover.code, handover.words)
        elif handover.permanent or message.attempts >= MOST_ATTEMPTS:
            _settle(message, TransactionalState.FAILED, handover.code, handover.words)
            _note_refusal(message, recipients, handover)
        else:
            _put_off(message, handover)
        return True


def _on_the_wire(message: TransactionalMessage, recipients: list[str]) -> tuple[str, list[str], bytes]:
    """Return envelope sender, recipients and content as they leave; signatures and what leads a bounce back are added here."""
    envelope_sender, content = message.envelope_sender, sign(bytes(message.content), timezone.now())
    if settings.RETURN_MAILBOX:
        envelope_sender = transactional_bounce_address(message.pk, settings.MAIL_DOMAIN)
    if settings.MAIL_PROVIDER:
        reference = Reference(Purpose.TRANSACTIONAL, message.pk)
        content = tag_header(settings.MAIL_PROVIDER, reference).encode("ascii") + content
    return envelope_sender, recipients, content


def _note_refusal(message: TransactionalMessage, recipients: list[str], handover: Handover) -> None:
    """Suppress an address that the server called dead; with several recipients nobody knows which it meant."""
    if len(recipients) == 1 and verdict(handover.enhanced_code, handover.code) == Verdict.HARD:
        note = f"{handover.code} {handover.words}"
        suppress(recipients[0], SuppressionReason.BOUNCED, f"transactional message {message.pk}", note=note)


def _settle(message: TransactionalMessage, state: TransactionalState, code: int | None, words: str) -> None:
    message.state = state
    message.reply_code = code
    message.detail = words
    message.settled_at = timezone.now()
    message.content = b""
    message.save()


def _put_off(message: TransactionalMessage, handover: Handover) -> None:
    pause = min(timedelta(seconds=5 * 2**message.attempts), _LONGEST_PAUSE)
    message.not_before = timezone.now() + pause * random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, no secret
    message.reply_code = handover.code
    message.detail = handover.words
    message.save()
