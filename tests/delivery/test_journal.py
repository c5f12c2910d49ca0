"""The journal: what it says, whom it stops, and what is concluded from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from delivery.api import add_recipients, progress, start_mailing
from delivery.models import Delivery, DeliveryEvent, Lease, State
from delivery.sending.claim import claim
from delivery.sending.journal import Journal, journals, locked_if_abandoned, read_records, seal, store_id
from delivery.sending.recovery import recover
from delivery.sending.sender import send_due
from delivery.sending.settling import Result, settle
from tests.delivery.factories import make_mailing, make_recipients
from tests.delivery.sink import Session, running_sink


@pytest.fixture
def journal(own_journal: Path) -> Iterator[Journal]:
    own_journal.mkdir()
    opened = Journal(own_journal)
    yield opened
    if not opened._first_page.closed:
        opened.close(remove=True)


def test_records_say_what_happened_to_each_message(journal: Journal) -> None:
    for delivery in (1, 2, 3):
        journal.started(7, delivery)
        journal.handed_over(7, delivery, f"digest-{delivery}")
    journal.taken_back(7, 2)
    journal.answered(7, 1, 250, "2.0.0 ok: queued as é")
    journal.started(7, 4)
    records = read_records(journal.path)
    assert records.answered == {(7, 1): (250, "2.0.0 ok: queued as é")}
    assert set(records.handed_over) == {(7, 1), (7, 3)}
    assert records.last_started == (7, 4)
    assert records.same_boot


def test_a_torn_last_record_was_never_acted_on(journal: Journal) -> None:
    journal.handed_over(7, 1, "digest")
    with journal.path.open("ab") as file:
        file.write(b"h 7 2 dig")
    assert set(read_records(journal.path).handed_over) == {(7, 1)}


def test_a_living_sender_holds_its_journal_and_a_seal_reaches_it(journal: Journal) -> None:
    with locked_if_abandoned(journal.path) as abandoned:
        assert not abandoned
    assert not journal.sealed
    seal(journal.path)
    assert journal.sealed
    journal.close(remove=False)
    with locked_if_abandoned(journal.path) as abandoned:
        assert abandoned


def test_a_store_keeps_its_identity(own_journal: Path) -> None:
    own_journal.mkdir()
    first = store_id(own_journal)
    assert store_id(own_journal) == first
    (own_journal / "store-id").unlink()
    assert store_id(own_journal) != first


@pytest.mark.django_db
@pytest.mark.parametrize("pipelining", [True, False])
def test_a_sealed_sender_stops_before_the_final_dot(settings, own_journal: Path, pipelining: bool) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(20))
    start_mailing(mailing.pk)

    def seal_at_data(stage: str, session: Session) -> None:
        if stage == "DATA" and len(session.sink.stored) >= 5:
            for path in journals(own_journal):
                seal(path)

    with running_sink(script=seal_at_data, pipelining=pipelining) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=10, connections=1)
        assert len(sink.stored) == 5
    assert (progress(mailing.pk).sent, progress(mailing.pk).queued) == (5, 15)


@pytest.mark.django_db
def test_a_journal_from_before_a_restart_of_the_machine_is_not_trusted_about_silence(journal: Journal) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(3))
    start_mailing(mailing.pk)
    claimed = claim(mailing.pk, store=journal.store, journal=journal.name, limit=3)
    first, second, third = claimed
    for each in (first, second):
        journal.handed_over(each.lease.id, each.id, "d" * 64)
    journal.answered(first.lease.id, first.id, 250, "ok")
    with journal.path.open("r+b") as file:
        header = file.read(100)
        file.seek(header.index(b"boot ") + 5)
        file.write(b"0000")
    journal.close(remove=False)
    recover()
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert states == {first.id: State.SENT, second.id: State.IN_DOUBT, third.id: State.IN_DOUBT}
    assert Delivery.objects.get(pk=third.id).detail.startswith("The machine stopped")


@pytest.mark.django_db
def test_a_result_counts_only_under_its_own_lease(journal: Journal) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(1))
    start_mailing(mailing.pk)
    (old,) = claim(mailing.pk, store=journal.store, journal=journal.name, limit=1)
    settle([Result(old.id, old.lease.id, mailing.pk, State.QUEUED)])
    (new,) = claim(mailing.pk, store=journal.store, journal=journal.name, limit=1)
    assert new.lease.id > old.lease.id

    late = Result(old.id, old.lease.id, mailing.pk, State.SENT, attempts=1, code=250, detail="ok", digest="a" * 64)
    assert settle([late]) == 0
    assert settle([late]) == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.lease_id) == (State.CLAIMED, new.lease.id)
    assert list(DeliveryEvent.objects.values_list("kind", flat=True)) == ["late_accept"]


@pytest.mark.django_db
def test_two_claims_never_share_a_delivery_and_nothing_due_makes_no_lease(journal: Journal) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(10))
    arguments = {"store": journal.store, "journal": journal.name}
    assert claim(mailing.pk, limit=5, **arguments) == [], "a draft is not sent"
    start_mailing(mailing.pk)
    batches = [claim(mailing.pk, limit=6, **arguments) for _ in range(3)]
    assert [len(batch) for batch in batches] == [6, 4, 0]
    assert len({each.id for batch in batches for each in batch}) == 10
    assert Lease.objects.count() == 2
    assert Lease.objects.filter(expires_at__gt=timezone.now()).count() == 2


def test_the_journal_is_readable_by_its_owner_alone(journal: Journal) -> None:
    assert journal.path.stat().st_mode & 0o077 == 0
