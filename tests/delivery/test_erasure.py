"""Letting go of a recipient."""

import pytest

from delivery.api import (
    Recipient,
    add_recipients,
    delivery_states,
    erase_address,
    is_suppressed,
    progress,
    send_transactional,
    show_message,
    start_mailing,
    suppress,
)
from delivery.models import Delivery, Suppression, TransactionalMessage
from delivery.sending.sender import send_due
from delivery.showing import MessageGoneError
from tests.delivery.factories import make_mailing
from tests.delivery.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)

ANN, BOB = "ann@recipients.test", "bob@recipients.test"


def recipient(key: str, address: str, *, reply_to: str = "") -> Recipient:
    return Recipient(key=key, address=address, name="Ann Lee", values={"first_name": "Ann"}, reply_to=reply_to)


def test_what_was_sent_is_emptied_and_its_digest_stays(sink: Sink, own_journal) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, [recipient(ANN, ANN), recipient(BOB, BOB)])
    start_mailing(mailing.pk)
    send_due(seconds=30)
    digest = Delivery.objects.get(recipient_key=ANN).message_digest

    assert erase_address("Ann@Recipients.test") == 1

    erased = Delivery.objects.exclude(recipient_key=BOB).get()
    assert (erased.address, erased.name, erased.values, erased.reply_to) == ("", "", {}, "")
    assert erased.recipient_key == f"erased-{erased.pk}"
    assert erased.message_digest == digest != ""
    assert progress(mailing.pk).sent == progress(mailing.pk).intended == 2
    with pytest.raises(MessageGoneError):
        show_message(mailing.pk, erased.recipient_key)
    assert b"Ann" in show_message(mailing.pk, BOB)


def test_what_waits_is_cancelled_and_never_leaves(sink: Sink, own_journal) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, [recipient("letter-1", "office@recipients.test", reply_to=ANN), recipient("2", BOB)])

    assert erase_address(ANN) == 1
    start_mailing(mailing.pk)
    send_due(seconds=30)

    assert delivery_states(mailing.pk, ["letter-1"])["letter-1"].state == "cancelled"
    assert [stored.recipient for stored in sink.stored] == [BOB]
    assert progress(mailing.pk).cancelled == 1


def test_single_messages_go_and_a_suppression_stays_without_its_address() -> None:
    send_transactional(to=ANN, subject="Your code", text="1234", purpose="sign-in")
    send_transactional(to=BOB, subject="Your code", text="1234", purpose="sign-in")
    suppress(ANN, "bounced", "a test")

    erase_address(ANN)

    assert [row.recipients for row in TransactionalMessage.objects.all()] == [[BOB]]
    assert is_suppressed(ANN)
    assert Suppression.objects.get().address == ""


def test_nothing_known_is_nothing_erased() -> None:
    assert erase_address("nobody@recipients.test") == 0
