"""Values that a mailing kind gives when a message is about to leave."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from typing import ClassVar

import pytest
from django.utils import timezone

from delivery import kinds
from delivery.api import (
    MailContent,
    Mailing,
    MailingKind,
    Recipient,
    add_recipients,
    erase_address,
    progress,
    register_mailing_kind,
    show_message,
    start_mailing,
)
from delivery.models import Delivery, LateValues
from delivery.retention import forget_old
from delivery.sending.sender import send_due
from delivery.showing import MessageGoneError
from tests.delivery.factories import make_mailing

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = MailContent(
    subject="News for {{ first_name }}",
    text="Dear {{ first_name }}\n{{ unsubscribe_url }}\n",
    html='<p>Dear {{ first_name }}</p><a href="{{ unsubscribe_url }}">Unsubscribe</a>',
)


class LateKind(MailingKind):
    """Gives each reference its own name and link, a different one each time it is asked."""

    name: ClassVar[str] = "test-late"
    label: ClassVar[str] = "Late"
    in_doubt_rule: ClassVar = "hold"
    late_values: ClassVar[frozenset[str]] = frozenset({"first_name", "unsubscribe_url"})

    def __init__(self) -> None:
        self.batches: list[Sequence[str]] = []
        self.fail_with: Exception | None = None
        self.link = "https://example.org/unsubscribe/"

    def may_send(self, references: Sequence[str]) -> dict[str, str]:
        return {}

    def values_for(self, references: Sequence[str]) -> dict[str, dict[str, str]]:
        self.batches.append(references)
        if self.fail_with is not None:
            raise self.fail_with
        return {
            reference: {
                "first_name": f"Reader {reference} ({len(self.batches)})",
                "unsubscribe_url": f"{self.link}{reference}",
                "ignored": "x",
            }
            for reference in references
            if reference != "unknown"
        }


@pytest.fixture
def kind() -> Iterator[LateKind]:
    kind = LateKind()
    register_mailing_kind(kind)
    yield kind
    kinds._kinds.pop(kind.name, None)


def started(*references: str) -> Mailing:
    mailing = make_mailing(kind=LateKind.name, content=CONTENT)
    add_recipients(
        mailing.pk,
        [Recipient(key=each, address=f"{each}@recipients.test", reference=each) for each in references],
    )
    start_mailing(mailing.pk)
    return mailing


def test_rows_carry_no_values_and_what_left_can_be_shown_byte_for_byte(kind, sink):
    mailing = started(*(f"r{number}" for number in range(450)))
    assert not Delivery.objects.exclude(values={}).exists()
    send_due(seconds=30)
    assert len(sink.stored) == 450
    assert max(len(batch) for batch in kind.batches) <= 200
    stored = {message.recipient: message.content for message in sink.stored}
    for key in ("r0", "r199", "r449"):
        shown = show_message(mailing.pk, key)
        assert shown == stored[f"{key}@recipients.test"]
        digest = Delivery.objects.get(mailing=mailing, recipient_key=key).message_digest
        assert hashlib.sha256(shown).hexdigest() == digest
        parsed = message_from_bytes(shown, policy=policy.default)
        assert parsed["List-Unsubscribe"].startswith(f"<https://example.org/unsubscribe/{key}>")
        assert f"Dear Reader {key} (" in parsed.get_body(("plain",)).get_content()


def test_before_it_leaves_a_message_is_shown_as_it_would_be_now(kind):
    mailing = started("a")
    assert b"Reader a (1)" in show_message(mailing.pk, "a")
    assert b"Reader a (2)" in show_message(mailing.pk, "a")
    assert not LateValues.objects.exists()


def test_a_kind_that_fails_pauses_its_mailing_and_nothing_leaves(kind, sink):
    mailing = started("a", "b")
    kind.fail_with = RuntimeError("broken")
    send_due(seconds=10)
    mailing.refresh_from_db()
    assert (mailing.status, progress(mailing.pk).queued, len(sink.stored)) == ("paused", 2, 0)
    assert "test-late" in mailing.pause_reason


def test_a_link_no_header_can_hold_pauses_the_mailing(kind, sink):
    mailing = started("a")
    kind.link = "https://example.org/\r\nBcc: x@example.org "
    send_due(seconds=10)
    mailing.refresh_from_db()
    assert (mailing.status, len(sink.stored)) == ("paused", 0)


def test_a_reference_without_values_fails_alone_and_says_so(kind, sink):
    mailing = started("a", "unknown")
    send_due(seconds=10)
    counts = progress(mailing.pk)
    assert (counts.sent, counts.failed, len(sink.stored)) == (1, 1, 1)
    assert "first_name" in Delivery.objects.get(state="failed").detail


def test_erasing_one_recipient_cuts_only_their_part_out(kind, sink):
    mailing = started("a", "b")
    send_due(seconds=10)
    before = show_message(mailing.pk, "b")
    erase_address("a@recipients.test")
    erased = Delivery.objects.get(mailing=mailing, address="")
    assert (erased.values_kept_under, len(erased.message_digest)) == (None, 64)
    with pytest.raises(MessageGoneError):
        show_message(mailing.pk, erased.recipient_key)
    assert show_message(mailing.pk, "b") == before
    assert LateValues.objects.count() == 1
    erase_address("b@recipients.test")
    assert not LateValues.objects.exists()


def test_the_retention_forgets_what_was_kept(kind, sink, settings):
    started("a", "b")
    send_due(seconds=10)
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=settings.DELIVERY_RETENTION_DAYS + 1))
    assert forget_old() == 2
    assert not LateValues.objects.exists()
    assert all(len(digest) == 64 for digest in Delivery.objects.values_list("message_digest", flat=True))
