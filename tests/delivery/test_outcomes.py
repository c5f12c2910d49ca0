"""Kinds hear what became of their deliveries: after commit, at least once, also after a crash."""

import pytest
from django.utils import timezone

from delivery.api import (
    MailingStateError,
    add_recipients,
    cancel_mailing,
    finish_intake,
    pause_mailing,
    progress,
    resolve_in_doubt,
    start_mailing,
)
from delivery.models import Delivery, Mailing, OutcomeBatch
from delivery.outcomes import tell_outcomes
from delivery.sending.sender import send_due
from delivery.sweep import cancel_waiting, finish_mailings
from tests.delivery.factories import ListeningKind, make_mailing, make_recipients
from tests.delivery.sink import Drop, Say, Session, Sink, running_sink

pytestmark = pytest.mark.django_db


def started(kind: ListeningKind, count: int) -> Mailing:
    mailing = make_mailing(kind=kind.name)
    add_recipients(mailing.pk, make_recipients(count))
    start_mailing(mailing.pk)
    return mailing


def test_outcomes_wait_until_they_are_taken(sink: Sink, listening_kind: ListeningKind) -> None:
    listening_kind.withheld = {"reference-1": "text was withdrawn"}
    started(listening_kind, 3)
    send_due(seconds=10)
    listening_kind.fail_on_outcome = RuntimeError("the room is closed")
    tell_outcomes()
    assert OutcomeBatch.objects.filter(attempts=1, last_error="RuntimeError").exists()
    assert listening_kind.heard == []
    listening_kind.fail_on_outcome = None
    OutcomeBatch.objects.update(not_before=timezone.now())
    tell_outcomes()
    heard = {outcome.reference: (outcome.key, outcome.state, outcome.detail) for outcome in listening_kind.heard}
    assert heard == {
        "reference-0": ("key-0", "sent", "2.0.0 ok: queued"),
        "reference-1": ("key-1", "withheld", "text was withdrawn"),
        "reference-2": ("key-2", "sent", "2.0.0 ok: queued"),
    }
    assert not OutcomeBatch.objects.exists()


def test_a_kind_that_cannot_answer_pauses_its_mailing_and_sends_nothing(
    sink: Sink, listening_kind: ListeningKind
) -> None:
    mailing = started(listening_kind, 5)
    listening_kind.fail_with = ValueError("secret@example.org")
    send_due(seconds=10)
    mailing.refresh_from_db()
    assert mailing.status == "paused"
    assert "could not say what may be sent (ValueError)" in mailing.pause_reason
    assert "secret@example.org" not in mailing.pause_reason
    assert progress(mailing.pk).queued == 5
    assert sink.stored == []


def test_a_refused_sender_pauses_the_mailing_instead_of_failing_everybody(settings) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(30))
    start_mailing(mailing.pk)
    with running_sink(script=lambda stage, _: Say(b"550 5.7.1 who are you") if stage == "MAIL" else None) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=10)
    mailing.refresh_from_db()
    assert mailing.status == "paused"
    assert "550 5.7.1 who are you" in mailing.pause_reason
    assert progress(mailing.pk).queued == 30


def test_a_server_that_refuses_most_pauses_the_mailing(settings) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(200))
    start_mailing(mailing.pk)
    with running_sink(script=lambda stage, _: Say(b"554 5.7.1 spam") if stage == "DOT" else None) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=10)
    mailing.refresh_from_db()
    assert mailing.status == "paused"
    assert "were refused, the last with: 5.7.1 spam" in mailing.pause_reason
    assert 50 <= progress(mailing.pk).failed < 100


def test_a_server_that_never_answers_pauses_the_mailing_before_all_is_in_doubt(settings) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(100))
    start_mailing(mailing.pk)
    with running_sink(script=lambda stage, _: Drop(after_storing=True) if stage == "DOT" else None) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=20)
    mailing.refresh_from_db()
    assert mailing.status == "paused"
    assert 8 <= progress(mailing.pk).in_doubt <= 12


@pytest.mark.parametrize(("resend", "state"), [(True, "sent"), (False, "sent")])
def test_staff_resolve_a_doubt_once(settings, listening_kind: ListeningKind, resend: bool, state: str) -> None:
    mailing = started(listening_kind, 1)
    drops = [Drop(after_storing=True)]

    def drop_first(stage: str, _session: Session) -> Drop | None:
        return drops.pop() if stage == "DOT" and drops else None

    with running_sink(script=drop_first) as sink:
        settings.SMTP_PORT = sink.port
        send_due(seconds=10)
        assert progress(mailing.pk).in_doubt == 1
        resolve_in_doubt(mailing.pk, "key-0", resend=resend, actor=None)
        with pytest.raises(MailingStateError, match="not in doubt"):
            resolve_in_doubt(mailing.pk, "key-0", resend=resend, actor=None)
        send_due(seconds=10)
        assert list(sink.copies().values()) == [2 if resend else 1]
    assert Delivery.objects.get(mailing=mailing).state == state


def test_cancelling_settles_what_waits_and_closes_the_mailing(listening_kind: ListeningKind) -> None:
    mailing = started(listening_kind, 7)
    cancel_mailing(mailing.pk)
    assert finish_mailings() == 0
    assert cancel_waiting() == 7
    assert finish_mailings() == 1
    tell_outcomes()
    mailing.refresh_from_db()
    assert (mailing.status, progress(mailing.pk).cancelled) == ("cancelled", 7)
    assert {outcome.state for outcome in listening_kind.heard} == {"cancelled"}
    with pytest.raises(MailingStateError, match="takes no more recipients"):
        add_recipients(mailing.pk, make_recipients(1, start=50))


def test_an_open_mailing_never_finishes_by_itself(sink: Sink) -> None:
    mailing = make_mailing()
    add_recipients(mailing.pk, make_recipients(2))
    start_mailing(mailing.pk)
    send_due(seconds=10)
    assert finish_mailings() == 0
    add_recipients(mailing.pk, make_recipients(3))
    send_due(seconds=10)
    finish_intake(mailing.pk)
    assert finish_mailings() == 1
    mailing.refresh_from_db()
    assert (mailing.status, progress(mailing.pk).sent) == ("finished", 3)


def test_what_makes_no_sense_is_refused_in_words() -> None:
    mailing = make_mailing()
    with pytest.raises(MailingStateError, match="draft"):
        pause_mailing(mailing.pk)
    cancel_mailing(mailing.pk)
    with pytest.raises(MailingStateError, match="being cancelled"):
        start_mailing(mailing.pk)
