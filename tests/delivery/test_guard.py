"""The sandbox is a wall: no test, demo or mistake reaches a real server."""

import pytest

from delivery.api import (
    MailContent,
    MailingContentError,
    Sender,
    add_recipients,
    create_mailing,
    progress,
    start_mailing,
)
from delivery.sending.sender import send_due
from delivery.smtp.opening import open_connection
from delivery.smtp.server import OutboundRefusedError, Server, configured_server, permitted_addresses
from delivery.smtp.single import SingleSender
from tests.delivery.factories import CONTENT, SENDER, QuietKind, make_mailing, make_recipients
from tests.delivery.sink import Sink

FOREIGN = Server(host="203.0.113.25", port=25)


def test_loopback_is_allowed_and_everything_else_refused() -> None:
    assert permitted_addresses(Server("127.0.0.1", 2525)) == ["127.0.0.1"]
    assert set(permitted_addresses(Server("localhost", 2525))) <= {"127.0.0.1", "::1"}
    for host in ("203.0.113.25", "10.0.0.1", "192.168.1.1", "0.0.0.0", "8.8.8.8"):
        with pytest.raises(OutboundRefusedError, match="nothing is sent"):
            permitted_addresses(Server(host, 25))


def test_the_configured_catcher_may_be_on_a_private_network_but_never_public(settings) -> None:
    settings.SANDBOX_SMTP_HOST, settings.SANDBOX_SMTP_PORT = "10.1.2.3", 1025
    assert permitted_addresses(Server("10.1.2.3", 1025)) == ["10.1.2.3"]
    with pytest.raises(OutboundRefusedError):
        permitted_addresses(Server("10.1.2.3", 25))
    settings.SANDBOX_SMTP_HOST = "203.0.113.25"
    with pytest.raises(OutboundRefusedError):
        permitted_addresses(Server("203.0.113.25", 1025))


@pytest.mark.parametrize("outbound", ["sandbox", "", "LIVE", "Live "])
def test_only_the_exact_word_live_opens_the_wall(settings, outbound: str) -> None:
    settings.OUTBOUND = outbound
    with pytest.raises(OutboundRefusedError):
        permitted_addresses(FOREIGN)


def test_every_way_out_passes_the_guard(settings) -> None:
    with pytest.raises(OutboundRefusedError):
        open_connection(FOREIGN, local_name="localhost")
    with SingleSender(FOREIGN) as sender, pytest.raises(OutboundRefusedError):
        sender.send("a@example.org", ["b@example.org"], b"x")


@pytest.mark.django_db(transaction=True)
def test_a_mailing_does_not_leave_when_the_settings_name_a_foreign_server(settings, sink: Sink) -> None:
    settings.SMTP_HOST = FOREIGN.host
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(3))
    start_mailing(mailing.pk)
    with pytest.raises(OutboundRefusedError):
        send_due(seconds=10)
    assert progress(mailing.pk).queued == 3
    assert sink.connections == 0
    assert configured_server().host == FOREIGN.host


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["kim@example.com", "news@evil-mail.example.org", "not an address", "", "ñ@mail.example.org"]
)
def test_the_sender_is_always_on_our_own_domain(address: str) -> None:
    with pytest.raises(MailingContentError, match="address"):
        create_mailing(
            kind=QuietKind.name, title="x", sender=Sender("X", address), content=CONTENT, idempotency_key="guard"
        )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["From", "bcc", "X-A\r\nBcc", "X A", "", "Message-ID", "X:"])
def test_headers_the_outbox_writes_are_refused(name: str) -> None:
    with pytest.raises(MailingContentError, match="header"):
        create_mailing(
            kind=QuietKind.name,
            title="x",
            sender=SENDER,
            content=MailContent("s", "t"),
            idempotency_key="guard",
            headers={name: "x"},
        )
