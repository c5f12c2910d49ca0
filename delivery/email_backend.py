"""Django's e-mail API on top of the outbox's rules."""

from collections.abc import Sequence
from copy import copy
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from delivery.addresses import InvalidAddressError
from delivery.cleaning import clean_header_value
from delivery.transactional import new_message_id, queue_message


class TransactionalBackend(BaseEmailBackend):
    """Queues what Django, allauth and Wagtail send as transactional messages.

    Every header value is cleaned first: Django lets through control characters that Python's own
    parser takes for line breaks, which would end the header block early.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages; return how many. An address no server would take raises unless `fail_silently`."""
        queued = 0
        for message in email_messages:
            recipients = [parseaddr(clean_header_value(address))[1] or address for address in message.recipients()]
            if not recipients:
                continue
            message_id = new_message_id()
            try:
                queue_message(
                    _finished(message, message_id),
                    recipients=recipients,
                    subject=str(message.subject),
                    purpose="django",
                    message_id=message_id,
                )
            except InvalidAddressError:
                if not self.fail_silently:
                    raise
                continue
            queued += 1
        return queued


def _finished(message: EmailMessage, message_id: str) -> bytes:
    cleaned = copy(message)
    cleaned.subject = clean_header_value(str(message.subject))
    cleaned.from_email = clean_header_value(str(message.from_email))
    cleaned.to, cleaned.cc, cleaned.reply_to = (
        [clean_header_value(str(address)) for address in addresses]
        for addresses in (message.to, message.cc, message.reply_to)
    )
    cleaned.extra_headers = {
        "Auto-Submitted": "auto-generated",
        **{name: clean_header_value(str(value)) for name, value in message.extra_headers.items()},
        "Message-ID": message_id,
    }
    return b"\r\n".join(cleaned.message().as_bytes().splitlines()) + b"\r\n"
