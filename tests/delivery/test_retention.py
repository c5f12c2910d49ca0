"""Forgetting people without forgetting that something was sent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from delivery.api import (
    MailingStateError,
    add_recipients,
    erase_address,
    messages_to,
    progress,
    resolve_in_doubt,
    send_transactional,
    show_message,
    start_mailing,
)
from delivery.models import Delivery, State, TransactionalMessage
from delivery.retention import forget_old
from delivery.sending.sender import send_due
from delivery.showing import MessageGoneError
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Sink

pytestmark = pytest.mark.django_db


def test_an_erased_person_is_gone_but_the_digest_of_the_message_stays(sink: Sink) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(2))
    start_mailing(mailing.pk)
    send_due(seconds=10)
    digest = Delivery.objects.get(recipient_key="key-0").message_digest
    send_transactional(to="0@recipients.test", subject="x", text="y", purpose="test")
    assert [entry["state"] for entry in messages_to("0@Recipients.test")] == ["sent"]

    assert erase_address("0@RECIPIENTS.test") == 1

    erased = Delivery.objects.get(message_digest=digest)
    assert (erased.address, erased.name, erased.values, erased.state) == ("", "", {}, "sent")
    assert not TransactionalMessage.objects.exists()
    assert messages_to("0@recipients.test") == []
    with pytest.raises(MessageGoneError):
        show_message(mailing.pk, erased.recipient_key)
    assert progress(mailing.pk).sent == 2
    assert Delivery.objects.filter(address="1@recipients.test").exists()


def test_erasing_stops_what_waits_and_what_was_in_doubt_cannot_go_again(sink: Sink) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(2))
    Delivery.objects.filter(recipient_key="key-1").update(state=State.IN_DOUBT, settled_at=timezone.now())
    assert erase_address("0@recipients.test") == erase_address("1@recipients.test") == 1
    start_mailing(mailing.pk)
    send_due(seconds=10)
    assert sink.stored == []
    assert (progress(mailing.pk).cancelled, progress(mailing.pk).in_doubt) == (1, 1)
    with pytest.raises(MailingStateError, match="erased"):
        resolve_in_doubt(mailing.pk, Delivery.objects.get(state="in_doubt").recipient_key, resend=True, actor=None)


def test_the_retention_empties_what_is_old_and_at_rest(settings) -> None:
    settings.DELIVERY_RETENTION_DAYS = 100
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(3))
    Delivery.objects.exclude(recipient_key="key-2").update(state=State.SENT, settled_at=timezone.now())
    Delivery.objects.exclude(recipient_key="key-1").update(created_at=timezone.now() - timedelta(days=101))
    send_transactional(to="a@example.org", subject="x", text="y", purpose="test")
    TransactionalMessage.objects.update(state="sent", created_at=timezone.now() - timedelta(days=99))
    assert forget_old() == 1
    assert forget_old() == 0
    assert set(Delivery.objects.values_list("address", flat=True)) == {"", "1@recipients.test", "2@recipients.test"}
    assert not TransactionalMessage.objects.exists()
    assert progress(mailing.pk).intended == 3
