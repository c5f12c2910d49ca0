"""Single messages: queued in the caller's transaction, cleaned, sent in their own lane."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from delivery.addresses import InvalidAddressError
from delivery.api import MailContent, Recipient, clean_header_value, send_test, send_transactional, suppress
from delivery.email_backend import TransactionalBackend
from delivery.models import TransactionalMessage
from delivery.transactional import MOST_ATTEMPTS, send_waiting
from tests.delivery.factories import SENDER
from tests.delivery.sink import Drop, Say, Session, Sink, running_sink

pytestmark = pytest.mark.django_db
BACKEND = "delivery.email_backend.TransactionalBackend"


def send(**changes: str) -> None:
    send_transactional(
        **{"to": "kim@example.org", "subject": "Hello", "text": "Code {{ 123 }}", "purpose": "test", **changes}
    )


def test_a_message_leaves_and_its_content_is_forgotten(sink: Sink) -> None:
    send(html="<p>Code {{ 123 }}</p>")
    assert send_waiting() == 1
    (stored,) = sink.stored
    parsed = message_from_bytes(stored.content, policy=policy.default)
    assert parsed.get_body(("plain",)).get_content() == "Code {{ 123 }}"
    assert parsed["Auto-Submitted"] == "auto-generated"
    message = TransactionalMessage.objects.get()
    assert (message.state, bytes(message.content), message.reply_code) == ("sent", b"", 250)
    assert message.text == ""
    assert send_waiting() == 0


def test_nothing_is_queued_when_the_callers_transaction_fails() -> None:
    def send_and_fail() -> None:
        with transaction.atomic():
            send()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        send_and_fail()
    assert not TransactionalMessage.objects.exists()


@pytest.mark.parametrize(
    "address", ["", "kim", "a@b@c d", "kim@example.org\nBcc: x@example.org", "k" * 300 + "@example.org"]
)
def test_addresses_no_server_would_take_are_refused(address: str) -> None:
    with pytest.raises(InvalidAddressError):
        send(to=address)


def test_a_busy_server_is_tried_again_later_and_given_up_in_the_end() -> None:
    send()
    message = TransactionalMessage.objects.get()
    with running_sink(script=lambda stage, _: Say(b"451 4.3.0 busy") if stage == "RCPT" else None) as busy:
        from django.conf import settings

        original, settings.SMTP_PORT = settings.SMTP_PORT, busy.port
        try:
            send_waiting()
            message.refresh_from_db()
            assert (message.state, message.attempts, message.detail) == ("queued", 1, "4.3.0 busy")
            assert message.not_before > timezone.now() + timedelta(seconds=5)
            assert send_waiting() == 0
            TransactionalMessage.objects.update(not_before=timezone.now(), attempts=MOST_ATTEMPTS - 1)
            send_waiting()
        finally:
            settings.SMTP_PORT = original
    message.refresh_from_db()
    assert message.state == "failed"


def test_an_unreachable_server_loses_nothing(settings) -> None:
    settings.SMTP_PORT = 1
    send()
    send_waiting()
    message = TransactionalMessage.objects.get()
    assert (message.state, message.reply_code) == ("queued", 0)


def test_a_dropped_connection_is_tried_again_under_the_same_message_id(settings) -> None:
    dropped: list[str] = []

    def drop_once(stage: str, _session: Session) -> Drop | None:
        if stage == "DOT" and not dropped:
            dropped.append(True)
            return Drop(after_storing=True)
        return None

    with running_sink(script=drop_once) as sink:
        settings.SMTP_PORT = sink.port
        send()
        send_waiting()
        TransactionalMessage.objects.update(not_before=timezone.now())
        send_waiting()
        assert list(sink.copies().values()) == [2]
    assert TransactionalMessage.objects.get().state == "sent"


def test_only_dead_addresses_get_no_transactional_mail(sink: Sink) -> None:
    suppress("gone@example.org", "bounced", "test")
    suppress("quiet@example.org", "unsubscribed", "test")
    send(to="gone@example.org")
    send(to="quiet@example.org")
    send_waiting()
    assert set(sink.recipients()) == {"quiet@example.org"}
    assert set(TransactionalMessage.objects.values_list("state", flat=True)) == {"sent", "suppressed"}


def test_djangos_mail_is_queued_and_cleaned(sink: Sink) -> None:
    message = EmailMultiAlternatives(
        "Hello\x0bBcc: x@example.org", "text ☃", "A\u2028B <hello@mail.example.org>", ["Kim <kim@example.org>"],
        headers={"X-Note": "one\x1ctwo"}, connection=get_connection(BACKEND),
    )  # fmt: skip
    message.attach_alternative("<p>☃</p>", "text/html")
    assert message.send() == 1
    send_waiting()
    (stored,) = sink.stored
    parsed = message_from_bytes(stored.content, policy=policy.default)
    assert parsed["Subject"] == "Hello Bcc: x@example.org"
    assert parsed["X-Note"] == "one two"
    assert "Bcc" not in parsed
    assert parsed.get_body(("plain",)).get_content().strip() == "text ☃"
    assert stored.recipient == "kim@example.org"


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60).filter(lambda text: clean_header_value(text) != ""))
def test_no_subject_breaks_the_header_of_djangos_mail(subject: str) -> None:
    TransactionalMessage.objects.all().delete()
    send_mail(subject, "text", None, ["kim@example.org"], connection=TransactionalBackend())
    parsed = message_from_bytes(bytes(TransactionalMessage.objects.get().content), policy=policy.default)
    assert parsed["To"] == "kim@example.org"
    assert parsed.get_content().strip() == "text"


def test_a_test_message_is_marked_and_cannot_unsubscribe(sink: Sink) -> None:
    recipient = Recipient("1", "kim@example.org", values={"n": "Kim"}, unsubscribe_url="https://example.org/u/1")
    send_test(MailContent("For {{ n }}", "Hi {{ n }} {{ unsubscribe_url }}"), SENDER, [recipient])
    send_test(MailContent("Plain", "Hi {{ n }}"), SENDER, [recipient])
    send_waiting()
    first, second = (message_from_bytes(stored.content, policy=policy.default) for stored in sink.stored)
    assert (first["Subject"], second["Subject"]) == ("[Test] For Kim", "[Test] Plain")
    assert "List-Unsubscribe" not in first
    assert "https://example.org/u/1" in first.get_content()
