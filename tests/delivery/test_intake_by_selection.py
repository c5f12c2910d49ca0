"""Recipients that the database selects by itself, range by range."""

from datetime import timedelta

import pytest
from django.db.models import Case, F, Value, When
from django.utils import timezone

from delivery.api import (
    MailContent,
    MailingContentError,
    MailingStateError,
    RecipientSelection,
    add_selected_recipients,
    cancel_mailing,
    progress,
    start_mailing,
)
from delivery.models import Delivery, Suppression
from tests.delivery.factories import make_mailing

pytestmark = pytest.mark.django_db

TEXT = MailContent(subject="News", text="Dear {{ recipient_name }}, this is the news.\n")


def people(*addresses: str) -> RecipientSelection:
    """A selection over a table of the outbox itself: whoever has a row there, with the note as name."""
    Suppression.objects.bulk_create(
        Suppression(address=address, address_digest=f"{number:064x}", reason="staff", note=f"Person {number}")
        for number, address in enumerate(addresses)
    )
    return RecipientSelection(
        rows=Suppression.objects.all(), key=F("address"), address=F("address"), name=F("note"), reference=F("pk")
    )


def add_all(mailing_id: int, selection: RecipientSelection, limit: int) -> list[int]:
    added, after = [], 0
    while True:
        done = add_selected_recipients(mailing_id, selection, after=after, limit=limit)
        added.append(done.added)
        after = done.through
        if done.is_last:
            return added


def test_ranges_add_every_row_once_and_can_be_repeated():
    mailing = make_mailing(content=TEXT)
    selection = people(*(f"{number}@recipients.test" for number in range(10)))
    assert add_all(mailing.pk, selection, 4) == [4, 4, 2]
    assert add_all(mailing.pk, selection, 3) == [0, 0, 0, 0]
    assert progress(mailing.pk).queued == progress(mailing.pk).intended == 10
    first = Delivery.objects.get(mailing=mailing, recipient_key="0@recipients.test")
    assert (first.address, first.name, first.state) == ("0@recipients.test", "Person 0", "queued")
    assert first.reference == str(Suppression.objects.get(address="0@recipients.test").pk)


def test_a_range_costs_the_same_few_queries_whatever_its_size(django_assert_max_num_queries):
    mailing = make_mailing(content=TEXT)
    selection = people(*(f"{number}@recipients.test" for number in range(500)))
    with django_assert_max_num_queries(7):
        assert add_selected_recipients(mailing.pk, selection, limit=400).added == 400


@pytest.mark.parametrize(
    ("address", "state", "wire"),
    [
        ("kim@bücher.example", "queued", "kim@xn--bcher-kva.example"),
        ("zoë@example.org", "queued", "zoë@example.org"),
        (f"kim@{'very.long.' * 8}example.org", "queued", f"kim@{'very.long.' * 8}example.org"),
        (f"{'k' * 65}@example.org", "failed", f"{'k' * 65}@example.org"),
        ("nobody", "failed", "nobody"),
        ("a@b@example.org", "failed", "a@b@example.org"),
        ("two..dots@example.org", "failed", "two..dots@example.org"),
        ("kim@-example.org", "failed", "kim@-example.org"),
        ("kim\r\nRCPT TO:<x@example.org>@example.org", "failed", "kim RCPT TO:<x@example.org>@example.org"),
    ],
)
def test_odd_addresses_get_a_closer_look(address, state, wire):
    mailing = make_mailing(content=TEXT)
    done = add_selected_recipients(mailing.pk, people("plain@recipients.test", address))
    assert (done.added, done.is_last) == (2, True)
    delivery = Delivery.objects.get(mailing=mailing, recipient_key=address)
    assert (delivery.state, delivery.address) == (state, wire)
    assert bool(delivery.detail) == (state == "failed")


def test_names_with_control_characters_are_cleaned():
    mailing = make_mailing(content=TEXT)
    selection = people("kim@recipients.test")
    Suppression.objects.update(note="Kim\r\nBcc: x@example.org\x07")
    add_selected_recipients(mailing.pk, selection)
    assert Delivery.objects.get(mailing=mailing).name == "Kim Bcc: x@example.org"


def test_texts_and_times_are_computed_per_row():
    mailing = make_mailing(content=[TEXT, TEXT])
    tomorrow = timezone.now() + timedelta(days=1)
    selection = people("a@recipients.test", "b@recipients.test")
    is_a = {"address": "a@recipients.test"}
    selection = RecipientSelection(
        rows=selection.rows,
        key=F("address"),
        address=F("address"),
        variant=Case(When(**is_a, then=Value(1)), default=Value(0)),
        not_before=Case(When(**is_a, then=Value(tomorrow)), default=Value(None)),
    )
    add_selected_recipients(mailing.pk, selection)
    rows = {delivery.address: delivery for delivery in Delivery.objects.filter(mailing=mailing)}
    assert rows["a@recipients.test"].variant_number == 1
    assert rows["a@recipients.test"].not_before == tomorrow
    assert rows["b@recipients.test"].variant_number == 0
    assert rows["b@recipients.test"].not_before < timezone.now() + timedelta(seconds=1)


def test_values_a_row_carries_are_stored_with_it():
    mailing = make_mailing()
    selection = people("kim@recipients.test")
    with pytest.raises(MailingContentError, match="first_name"):
        add_selected_recipients(mailing.pk, selection)
    assert progress(mailing.pk).intended == 0
    selection = RecipientSelection(
        rows=selection.rows, key=F("address"), address=F("address"), values={"first_name": F("note")}
    )
    add_selected_recipients(mailing.pk, selection)
    assert Delivery.objects.get(mailing=mailing).values == {"first_name": "Person 0"}


def test_a_text_that_does_not_exist_stops_the_range_as_a_whole():
    mailing = make_mailing(content=TEXT)
    selection = people("a@recipients.test", "b@recipients.test")
    selection = RecipientSelection(rows=selection.rows, key=F("address"), address=F("address"), variant=Value(7))
    with pytest.raises(MailingContentError, match="no text number 7"):
        add_selected_recipients(mailing.pk, selection)
    assert progress(mailing.pk).intended == 0


def test_a_cancelled_mailing_takes_no_range():
    mailing = make_mailing(content=TEXT)
    cancel_mailing(mailing.pk)
    with pytest.raises(MailingStateError):
        add_selected_recipients(mailing.pk, people("a@recipients.test"))


def test_senders_are_woken_when_a_running_mailing_has_something_again(monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr("delivery.doorbells.ring_senders", lambda: rung.append(1))
    mailing = make_mailing(content=TEXT)
    selection = people(*(f"{number}@recipients.test" for number in range(6)))
    start_mailing(mailing.pk)
    with django_capture_on_commit_callbacks(execute=True):
        add_all(mailing.pk, selection, 2)
    assert len(rung) == 1


def test_selected_from_an_empty_table_is_the_last_range_at_once():
    mailing = make_mailing(content=TEXT)
    done = add_selected_recipients(mailing.pk, people())
    assert (done.added, done.through, done.is_last) == (0, 0, True)
