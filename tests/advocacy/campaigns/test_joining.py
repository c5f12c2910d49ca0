"""Joining: one row per member and action, whatever is pressed how often, by how many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from advocacy.campaigns.joining import (
    CONFIRMATION,
    JoiningError,
    ParticipationConfirmation,
    confirm,
    confirmation_reference,
    join,
    withdraw,
)
from advocacy.campaigns.models import Participation
from advocacy.outreach.models import Letter, LetterEvent
from members.api import has_consent
from members.models import ConfirmationRequest, Member
from tests.advocacy.campaigns import factories
from tests.members.factories import ConfirmedMemberFactory, MemberFactory

WORDING = "I ask you to send these letters."


def joining(action, member, **signature):
    signer = factories.signer(**signature)
    return join(action, member, signer, factories.planned(action, signer), consent_wording=WORDING)


@pytest.mark.usefixtures("legislature")
class TestJoining:
    def test_the_first_press_lays_one_letter_per_office_and_asks_for_confirmation(self) -> None:
        joined = joining(factories.state_action(), MemberFactory.create())
        assert joined.is_new
        assert not joined.is_confirmed
        names = Letter.objects.filter(participation=joined.participation).values_list("recipient_name", "state")
        assert set(names) == {
            ("Ada Example", "awaiting_confirmation"),
            ("Elena Placeholder", "awaiting_confirmation"),
        }
        request = ConfirmationRequest.objects.get(kind=CONFIRMATION)
        assert request.reference == confirmation_reference(joined.participation)

    def test_the_second_press_changes_nothing(self) -> None:
        action, member = factories.state_action(), MemberFactory.create()
        first = joining(action, member)
        letters = set(Letter.objects.values_list("pk", flat=True))
        second = joining(action, member)
        assert second.participation.pk == first.participation.pk
        assert not second.is_new
        assert set(Letter.objects.values_list("pk", flat=True)) == letters
        assert ConfirmationRequest.objects.count() == 1

    def test_other_words_replace_what_is_not_confirmed_and_outdate_the_older_link(self) -> None:
        action, member = factories.state_action(), MemberFactory.create()
        first = joining(action, member, own_words="A stranger's words.")
        older = confirmation_reference(first.participation)
        second = joining(action, member, own_words="My words.")
        kind = ParticipationConfirmation()
        assert "changed" in kind.describe(member, older)
        kind.confirm(member, older)
        assert Participation.objects.get().state == "pending"
        kind.confirm(member, confirmation_reference(second.participation))
        assert Participation.objects.get().state == "confirmed"
        assert Participation.objects.get().own_words == "My words."

    def test_nobody_can_change_what_is_confirmed(self) -> None:
        action, member = factories.state_action(), ConfirmedMemberFactory.create()
        confirm(joining(action, member, own_words="Mine.").participation)
        again = joining(action, member, own_words="Theirs.", first_name="Stranger")
        assert again.is_confirmed
        kept = Participation.objects.get()
        assert (kept.own_words, kept.first_name) == ("Mine.", "Robin")

    def test_a_signed_in_member_needs_no_mail(self) -> None:
        action, member = factories.state_action(), ConfirmedMemberFactory.create()
        signer = factories.signer()
        plan = factories.planned(action, signer)
        joined = join(action, member, signer, plan, consent_wording=WORDING, acting=member)
        assert joined.is_confirmed
        assert not ConfirmationRequest.objects.exists()

    def test_being_signed_in_as_somebody_else_does_not_count(self) -> None:
        action, other = factories.state_action(), ConfirmedMemberFactory.create()
        signer = factories.signer()
        plan = factories.planned(action, signer)
        joined = join(action, ConfirmedMemberFactory.create(), signer, plan, consent_wording=WORDING, acting=other)
        assert not joined.is_confirmed

    def test_consent_is_recorded_with_its_words_when_it_is_confirmed(self) -> None:
        member = MemberFactory.create()
        joined = joining(factories.state_action(), member)
        assert not has_consent(member, "letters")
        confirm(joined.participation)
        assert has_consent(member, "letters")

    def test_confirming_twice_is_confirming_once(self) -> None:
        joined = joining(factories.state_action(), MemberFactory.create())
        confirm(joined.participation)
        steps = LetterEvent.objects.count()
        confirm(joined.participation)
        assert LetterEvent.objects.count() == steps

    def test_a_closed_action_takes_nobody(self) -> None:
        action = factories.state_action(opens_at=timezone.now() - timedelta(days=2))
        action.closes_at = timezone.now() - timedelta(days=1)
        action.save()
        with pytest.raises(JoiningError, match="closed"):
            joining(action, MemberFactory.create())
        assert not Participation.objects.exists()

    def test_where_there_is_no_office_there_is_no_participation(self) -> None:
        action = factories.congress_action()
        action.target_groups.update(rule="us_house")
        with pytest.raises(JoiningError, match="no office"):
            joining(action, MemberFactory.create())

    def test_after_taking_back_one_can_join_anew(self) -> None:
        action, member = factories.state_action(), MemberFactory.create()
        first = joining(action, member)
        withdraw(first.participation)
        assert set(Letter.objects.values_list("state", flat=True)) == {"withdrawn"}
        joining(action, member)
        assert set(Letter.objects.values_list("state", flat=True)) == {"awaiting_confirmation"}
        assert Participation.objects.get().state == "pending"

    def test_the_database_knows_one_row_per_member_and_action(self) -> None:
        joined = joining(factories.state_action(), MemberFactory.create())
        twin = Participation(action_id=joined.participation.action_id, member=joined.participation.member)
        with pytest.raises(IntegrityError, match="unique_participation"), transaction.atomic():
            twin.save()


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_are_one_participation() -> None:
    factories.legislature()
    action, member = factories.state_action(), MemberFactory.create()
    presses = 8
    start = Barrier(presses)

    def press(_number: int) -> bool:
        try:
            start.wait(timeout=60)
            return joining(action, Member.objects.get(pk=member.pk)).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(presses) as pool:
        news = list(pool.map(press, range(presses)))
    assert news.count(True) == 1
    assert Participation.objects.count() == 1
    assert Letter.objects.count() == 2
    assert ConfirmationRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirming_from_many_sides_at_once_moves_each_letter_once() -> None:
    factories.legislature()
    joined = joining(factories.state_action(), MemberFactory.create())
    start = Barrier(6)

    def press(_number: int) -> None:
        try:
            start.wait(timeout=60)
            confirm(Participation.objects.get(pk=joined.participation.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(press, range(6)))
    steps = LetterEvent.objects.filter(to_state="awaiting_approval")
    assert steps.count() == Letter.objects.count() == 2
