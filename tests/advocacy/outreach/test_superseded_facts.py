"""A figure changes while letters that carry it are being sent: they stop, staff are told, an approval lets them go on."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail

from advocacy.campaigns.api import LetterAction
from advocacy.campaigns.models import TargetGroup
from advocacy.outreach.advancing import advance_waiting
from advocacy.outreach.approval import decide, standing_of
from advocacy.outreach.models import Letter, VersionDecision
from content.evidence.models import Fact, PlaceToReread
from content.evidence.versions import add_version, content_of
from delivery.api import Mailing, pause_mailing
from tests.advocacy.campaigns import factories as campaigns
from tests.advocacy.outreach import factories
from tests.content.factories import make_fact
from tests.members.factories import StaffFactory

pytestmark = pytest.mark.usefixtures("legislature")
PARTS = (("statement", "Only {{ fact.nsclc-benefit }} benefitted. Please act."), ("own_words", None))


def citing_action() -> LetterAction:
    make_fact("nsclc-benefit", statement="Patients who benefitted", value=Decimal(36), unit="percent")
    action = LetterAction.objects.create(name="Write to the state", goal=100)
    group = TargetGroup.objects.create(action=action, name="Own legislators", rule="state_own")
    campaigns.letter_text(group, parts=PARTS)
    return action


def sending(action: LetterAction) -> Mailing:
    """The mailing of the action's only text, with letters queued."""
    factories.approve_all(action)
    factories.confirmed(action)
    while advance_waiting():
        pass
    mailing = Mailing.objects.get(kind="outreach.letters")
    assert (mailing.status, Letter.objects.filter(state="queued").count()) == ("running", 1)
    return mailing


def supersede(slug: str, value: int, reason: str = "Recount of the same cohort") -> None:
    fact = Fact.objects.select_related("current").get(slug=slug)
    assert fact.current is not None
    add_version(fact, replace(content_of(fact.current), value=Decimal(value)), reason=reason, by=StaffFactory.create())


def test_the_letters_pause_and_those_who_approve_are_told(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    mailing = sending(citing_action())
    approver = StaffFactory.create()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        supersede("nsclc-benefit", 40)
    mailing.refresh_from_db()
    assert mailing.status == "paused"
    assert "Recount of the same cohort" in mailing.pause_reason
    told = {message.to[0]: message.body for message in mail.outbox if "figure changed" in message.subject}
    assert "1 of their letters have not left" in told[approver.email]


def test_a_fact_superseded_twice_in_a_minute_leaves_one_place_and_one_pause() -> None:
    mailing = sending(citing_action())
    supersede("nsclc-benefit", 40)
    supersede("nsclc-benefit", 41, reason="Typing error")
    mailing.refresh_from_db()
    assert mailing.status == "paused"
    places = PlaceToReread.objects.filter(key__startswith="letter:", reread_at__isnull=True)
    assert [(place.version.number, place.version.reason) for place in places] == [(3, "Typing error")]


def test_an_approval_of_the_earlier_wording_lets_its_letters_go_on() -> None:
    mailing = sending(citing_action())
    supersede("nsclc-benefit", 40)
    version = Letter.objects.get().version
    standing = standing_of(version)
    assert standing.has_lapsed
    assert standing.decision is not None
    decide(
        version,
        VersionDecision.Verdict.APPROVED,
        actor=StaffFactory.create(),
        seen_hash=version.content_hash,
        seen_decision=standing.decision.pk,
    )
    mailing.refresh_from_db()
    assert mailing.status == "running"


def test_a_pause_by_a_person_outlives_the_approval() -> None:
    action = citing_action()
    mailing = sending(action)
    pause_mailing(mailing.pk, reason="The hearing is postponed")
    factories.approve_all(action)
    mailing.refresh_from_db()
    assert mailing.status == "paused"


def test_a_note_or_another_fact_stops_no_letter() -> None:
    mailing = sending(citing_action())
    make_fact("another")
    supersede("another", 3)
    fact = Fact.objects.select_related("current").get(slug="nsclc-benefit")
    assert fact.current is not None
    add_version(fact, replace(content_of(fact.current), note="See page 4"), reason="A clearer note")
    mailing.refresh_from_db()
    assert mailing.status == "running"
    assert not PlaceToReread.objects.exists()
