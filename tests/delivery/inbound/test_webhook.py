"""Events of a provider: signed ones count, once; everything else changes nothing."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from delivery.api import feedback_counts, is_suppressed
from delivery.models import Delivery, DeliveryEvent
from delivery.provider_tags import PROVIDERS, tag_header
from delivery.return_path import Purpose, Reference, provider_tag
from pmcsite.mail_provider import webhook_settings
from tests.delivery.inbound.messages import deliveries_of, sent_mailing
from tests.delivery.sink import Sink

pytestmark = pytest.mark.django_db

SECRET = "webhook:a-password-nobody-would-guess"
SIGNING_KEY = "key-of-the-signatures"


@pytest.fixture
def postmark(settings) -> None:
    settings.MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = webhook_settings("postmark", SECRET, "")


@pytest.fixture
def mailgun(settings) -> None:
    settings.MAIL_PROVIDER = "mailgun"
    settings.ANYMAIL = webhook_settings("mailgun", SECRET, SIGNING_KEY)


def post(provider: str, body: object, secret: str = SECRET, client: Client | None = None) -> int:
    authorization = "Basic " + base64.b64encode(secret.encode()).decode()
    raw = body if isinstance(body, bytes) else json.dumps(body)
    response = (client or Client(enforce_csrf_checks=True)).post(
        f"/hooks/mail/{provider}/", raw, content_type="application/json", headers={"Authorization": authorization}
    )
    return response.status_code


def bounce_event(delivery: Delivery, tag: str | None = None) -> dict[str, object]:
    return {
        "RecordType": "Bounce",
        "ID": 42,
        "Type": "HardBounce",
        "TypeCode": 1,
        "MessageID": "00000000-0000-0000-0000-000000000000",
        "Metadata": {"delivery": tag if tag is not None else provider_tag(Reference(Purpose.BOUNCE, delivery.pk))},
        "Description": "The server was unable to deliver your message",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
        "Email": delivery.address,
        "BouncedAt": "2026-11-25T20:00:00Z",
    }


def mailgun_event(delivery: Delivery, key: str = SIGNING_KEY, event: str = "complained") -> dict[str, Any]:
    stamp, token = str(int(time.time())), "a" * 50
    signature = hmac.new(key.encode(), (stamp + token).encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {
            "event": event,
            "timestamp": time.time(),
            "id": "abc",
            "recipient": delivery.address,
            "message": {"headers": {"message-id": "x@y"}},
            "user-variables": {"delivery": provider_tag(Reference(Purpose.BOUNCE, delivery.pk))},
        },
    }


@pytest.mark.usefixtures("postmark")
def test_a_bounce_counts_once_however_often_it_is_told(sink: Sink) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    assert [post("postmark", bounce_event(delivery)) for _ in range(3)] == [200, 200, 200]
    event = DeliveryEvent.objects.get()
    assert (event.kind, event.enhanced_code, event.reply_code, event.source) == ("bounced", "5.1.1", 550, "postmark")
    assert is_suppressed(delivery.address)
    assert feedback_counts(delivery.mailing_id).bounced == 1


@pytest.mark.usefixtures("postmark")
def test_messages_carry_the_tag_by_which_their_events_are_known(sink: Sink) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    tag = provider_tag(Reference(Purpose.BOUNCE, delivery.pk))
    assert f"X-PM-Metadata-delivery: {tag}\r\n".encode() in sink.stored[0].content


@pytest.mark.usefixtures("postmark")
@pytest.mark.parametrize("secret", ["", "webhook:wrong", "wrong"])
def test_without_the_secret_nothing_is_taken(sink: Sink, secret: str) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    assert post("postmark", bounce_event(delivery), secret=secret) == 400
    assert not DeliveryEvent.objects.exists()


@pytest.mark.usefixtures("postmark")
@pytest.mark.parametrize("tag", ["", "1.0000000000000000", "1", "é", "t1.0000000000000000", "x" * 100_000])
def test_with_the_secret_but_a_forged_tag_nothing_changes(sink: Sink, tag: str) -> None:
    (delivery,) = deliveries_of(sent_mailing())
    assert post("postmark", bounce_event(delivery, tag)) == 200
    assert not DeliveryEvent.objects.exists()
    assert not is_suppressed(delivery.address)


@pytest.mark.usefixtures("postmark")
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"RecordType": 7}', b"null", b'"x"'])
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    assert post("postmark", body) in {200, 400}
    assert not DeliveryEvent.objects.exists()


@pytest.mark.usefixtures("postmark")
def test_a_body_without_end_is_refused() -> None:
    assert post("postmark", b"[" * 3_000_000) == 400


@pytest.mark.usefixtures("mailgun")
def test_a_signed_complaint_counts_once_and_a_forged_signature_never(sink: Sink) -> None:
    one, two = deliveries_of(sent_mailing(2))
    assert post("mailgun", mailgun_event(two, key="forged")) == 400
    assert not DeliveryEvent.objects.exists()
    signed = mailgun_event(one)
    assert [post("mailgun", signed), post("mailgun", signed)] == [200, 200]
    assert feedback_counts(one.mailing_id).complained == 1
    moved = mailgun_event(one) | {"signature": {**signed["signature"], "timestamp": "1"}}
    assert post("mailgun", moved) == 400


@pytest.mark.usefixtures("mailgun")
def test_delivered_events_and_unsubscriptions(sink: Sink) -> None:
    one, two = deliveries_of(sent_mailing(2))
    assert post("mailgun", mailgun_event(one, event="delivered")) == 200
    assert post("mailgun", mailgun_event(two, event="unsubscribed")) == 200
    counts = feedback_counts(one.mailing_id)
    assert (counts.sent, counts.delivered, counts.unsubscribed) == (2, 1, 1)
    assert is_suppressed(two.address)


@pytest.mark.usefixtures("mailgun")
def test_only_the_configured_provider_has_an_address_and_get_does_nothing() -> None:
    assert post("postmark", {}) == 404
    assert Client().get("/hooks/mail/mailgun/").status_code == 405


def test_no_provider_no_address(settings) -> None:
    settings.MAIL_PROVIDER = ""
    assert post("postmark", {}) == 404


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_has_a_view_and_a_header_of_one_line(provider: str, settings) -> None:
    line = tag_header(provider, Reference(Purpose.BOUNCE, 2**63 - 1))
    assert line.endswith("\r\n")
    assert line.count("\n") == 1
    assert len(line) < 100
    assert line.isascii()
    settings.MAIL_PROVIDER = provider
    settings.ANYMAIL = webhook_settings(provider, SECRET, SIGNING_KEY)
    assert post(provider, {}, secret="wrong:wrong") == 400


@pytest.mark.parametrize(
    ("provider", "secret", "key", "words"),
    [
        ("pigeon", SECRET, "", "MAIL_PROVIDER must be one of"),
        ("postmark", "", "", "MAIL_PROVIDER_SECRET is weak"),
        ("postmark", "a:b", "", "MAIL_PROVIDER_SECRET is weak"),
        ("mailgun", SECRET, "", "MAIL_PROVIDER_SIGNING_KEY is not set"),
    ],
)
def test_weak_settings_stop_the_start(provider: str, secret: str, key: str, words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        webhook_settings(provider, secret, key)
