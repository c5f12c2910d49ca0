"""Reading the mails that wait in the outbox."""

import re
from email.message import EmailMessage

from delivery.models import TransactionalMessage


def mails_to(address: str) -> list[EmailMessage]:
    """The mails queued for an address, oldest first."""
    return [row.parsed() for row in TransactionalMessage.objects.filter(recipients=[address]).order_by("pk")]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    """The path of the first link of this site that carries a token."""
    found = re.search(r"http://localhost:8000(\S*/(?:confirm|preferences)/[^/\s]+/)", text_of(mail))
    assert found is not None, text_of(mail)
    return found.group(1)


def code_in(mail: EmailMessage) -> str:
    """The code that stands alone on its line."""
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4}|[0-9]{6,9})\s*$", text_of(mail), re.MULTILINE)
    assert found is not None, text_of(mail)
    return found.group(1)
