"""Messages as mail servers and feedback loops send them back."""

from email.message import Message

from delivery.api import add_recipients, start_mailing
from delivery.models import Delivery, Mailing
from delivery.return_path import bounce_address, unsubscribe_address
from delivery.sending.sender import send_due
from tests.delivery.factories import QuietKind, make_mailing, make_recipients

DOMAIN = "mail.example.org"


def sent_mailing(count: int = 1, kind: str = QuietKind.name) -> Mailing:
    """Send a mailing to the sink of the test."""
    mailing = make_mailing(kind=kind)
    add_recipients(mailing.pk, make_recipients(count))
    start_mailing(mailing.pk)
    send_due(seconds=20)
    return mailing


def deliveries_of(mailing: Mailing) -> list[Delivery]:
    return list(Delivery.objects.filter(mailing=mailing).order_by("id"))


def notification(
    delivery: Delivery,
    *,
    to: str | None = None,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <gone@recipients.test>: no such mailbox",
    recipient: str | None = None,
    original: bytes = b"",
    more: str = "",
) -> bytes:
    """A notification of RFC 3464, as Postfix writes it."""
    original = original or b"Subject: News\r\n\r\nDear reader\r\n"
    return (
        (
            f"Return-Path: <>\r\nDelivered-To: {to or bounce_address(delivery.pk, DOMAIN)}\r\n"
            "From: MAILER-DAEMON@mx.recipients.test (Mail Delivery System)\r\n"
            f"To: {to or bounce_address(delivery.pk, DOMAIN)}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
            "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="EDGE"\r\n\r\n'
            "This is a MIME-encapsulated message.\r\n\r\n--EDGE\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
            "I'm sorry to have to inform you.\r\n\r\n--EDGE\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.recipients.test\r\nArrival-Date: Wed, 25 Nov 2026 21:00:00 +0000\r\n\r\n"
            f"Final-Recipient: rfc822; {recipient or delivery.address}\r\nAction: {action}\r\nStatus: {status}\r\n"
            f"Diagnostic-Code: {diagnostic}\r\n{more}\r\n--EDGE\r\nContent-Type: message/rfc822\r\n\r\n"
        ).encode("utf-8", "surrogateescape")
        + original
        + b"\r\n--EDGE--\r\n"
    )


def complaint(delivery: Delivery, *, kind: str = "abuse", to: str = "feedback@mail.example.org") -> bytes:
    """A feedback report of RFC 5965; what it is about stands only in the copy of our message."""
    return (
        f"From: <feedback@loop.test>\r\nTo: <{to}>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="EDGE"\r\n\r\n'
        "--EDGE\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n--EDGE\r\n"
        f"Content-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nUser-Agent: SomeLoop/1.0\r\n"
        "Version: 1\r\nOriginal-Rcpt-To: <redacted@recipients.test>\r\n\r\n--EDGE\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Return-Path: <{bounce_address(delivery.pk, DOMAIN)}>\r\nSubject: News\r\n\r\nDear reader\r\n--EDGE--\r\n"
    ).encode()


def leaving(delivery: Delivery, *, automatic: bool = False, to: str = "") -> bytes:
    """A mail program's mail to the address in List-Unsubscribe."""
    message = Message()
    message["From"] = delivery.address
    message["To"] = to or unsubscribe_address(delivery.pk, DOMAIN)
    message["Subject"] = "unsubscribe"
    if automatic:
        message["Auto-Submitted"] = "auto-replied"
    message.set_payload("")
    return message.as_bytes()
