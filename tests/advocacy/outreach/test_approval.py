"""Approval of text versions: what it covers, when it lapses, and two members of staff at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from wagtail.models import ModelLogEntry

from advocacy.campaigns.api import LetterAction, LetterTextVersion, TargetExclusion, current_versions
from advocacy.campaigns.models import LetterText
from advocacy.legislators.models import Person
from advocacy.outreach.advancing import advance_waiting
from advocacy.outreach.approval import DecisionError, decide, standing_of
from advocacy.outreach.models import Letter, VersionDecision
from advocacy.outreach.samples import samples_of
from advocacy.outreach.waiting import attention, versions_of_interest
from members.api import Member
from tests.advocacy.campaigns import factories as campaigns
from tests.advocacy.outreach import factories
from tests.members.factories import ConfirmedMemberFactory, StaffFactory

APPROVED, REFUSED = VersionDecision.Verdict.APPROVED, VersionDecision.Verdict.REFUSED


def advance_all() -> None:
    while advance_waiting():
        pass


def states() -> list[str]:
    return sorted(Letter.objects.values_list("state", flat=True))


def rewrite(action: LetterAction) -> None:
    for text in LetterText.objects.filter(group__action=action):
        text.subject = f"{text.subject} (changed)"
        text.save()


def take(version: LetterTextVersion, verdict: VersionDecision.Verdict, by: Member, **changes: object) -> None:
    newest = standing_of(version).decision
    arguments = {
        "seen_hash": version.content_hash,
        "seen_decision": newest.pk if newest else None,
        "reason": "Because.",
        **changes,
    }
    decide(version, verdict, actor=by, **arguments)


@pytest.mark.usefixtures("legislature")
class TestApproval:
    def test_without_an_approval_letters_wait(self) -> None:
        factories.confirmed(campaigns.state_action())
        advance_all()
        assert states() == ["awaiting_approval", "awaiting_approval"]

    def test_an_approval_sends_waiting_letters_on_and_covers_later_ones(self) -> None:
        action = campaigns.state_action()
        factories.confirmed(action)
        factories.approve_all(action)
        advance_all()
        assert states() == ["queued", "queued"]
        factories.confirmed(action)
        assert states() == ["queued"] * 4

    def test_an_approval_of_one_text_covers_no_other(self) -> None:
        action = campaigns.state_action()
        take(current_versions(action)[0], APPROVED, StaffFactory.create())
        factories.confirmed(action)
        assert states() == ["awaiting_approval", "queued"]

    def test_a_changed_text_waits_again(self) -> None:
        action = campaigns.state_action()
        factories.approve_all(action)
        rewrite(action)
        factories.confirmed(action)
        assert states() == ["awaiting_approval", "awaiting_approval"]

    def test_a_changed_rule_waits_again(self) -> None:
        action = campaigns.state_action()
        factories.approve_all(action)
        TargetExclusion.objects.create(
            group=action.target_groups.get(rule="state_own"), person=Person.objects.first(), reason="x"
        )
        assert [standing_of(version).may_go for version in current_versions(action)] == [False, True]

    def test_a_lapsed_approval_holds_again_when_the_old_words_come_back(self) -> None:
        action = campaigns.state_action()
        factories.approve_all(action)
        version = current_versions(action)[0]
        subject = version.text.subject
        rewrite(action)
        assert standing_of(version).has_lapsed
        LetterText.objects.filter(pk=version.text_id).update(subject=subject)
        assert standing_of(version).may_go

    def test_members_who_signed_an_earlier_wording_need_an_approval_of_that_wording(self) -> None:
        action = campaigns.state_action()
        factories.confirmed(action)
        signed = LetterTextVersion.objects.all()
        rewrite(action)
        factories.approve_all(action)
        advance_all()
        assert states() == ["awaiting_approval", "awaiting_approval"]
        for version in signed.filter(letters__isnull=False).distinct():
            take(version, APPROVED, StaffFactory.create())
        advance_all()
        assert states() == ["queued", "queued"]
        assert Letter.objects.filter(version__snapshot__icontains="(changed)").count() == 0

    def test_a_refusal_declines_what_waits_and_says_why(self) -> None:
        action = campaigns.state_action()
        factories.confirmed(action)
        for version in current_versions(action):
            take(version, REFUSED, StaffFactory.create(), reason="The figure is old.")
        assert states() == ["declined", "declined"]
        assert set(Letter.objects.values_list("state_detail", flat=True)) == {"The figure is old."}

    def test_a_refusal_needs_a_reason(self) -> None:
        version = current_versions(campaigns.state_action())[0]
        with pytest.raises(DecisionError, match="reason"):
            take(version, REFUSED, StaffFactory.create(), reason="  ")

    def test_only_those_with_the_permission_decide(self) -> None:
        version = current_versions(campaigns.state_action())[0]
        member = ConfirmedMemberFactory.create(is_staff=True)
        with pytest.raises(DecisionError, match="may not"):
            take(version, APPROVED, member)
        group = Group.objects.create(name="Letters")
        group.permissions.add(Permission.objects.get(codename="approve_letters"))
        member.groups.add(group)
        take(version, APPROVED, Member.objects.get(pk=member.pk))
        assert standing_of(version).may_go

    def test_a_text_that_changed_under_the_reader_is_not_approved(self) -> None:
        version = current_versions(campaigns.state_action())[0]
        with pytest.raises(DecisionError, match="not the text"):
            take(version, APPROVED, StaffFactory.create(), seen_hash="0" * 64)

    def test_a_decision_is_audited(self) -> None:
        staff = StaffFactory.create()
        version = current_versions(campaigns.state_action())[0]
        take(version, APPROVED, staff)
        entry = ModelLogEntry.objects.get(action="letters.approve")
        assert entry.user == staff
        assert entry.data["hash"] == version.content_hash

    def test_staff_see_the_extremes_and_no_letter_twice(self) -> None:
        action = campaigns.state_action()
        committee = next(version for version in current_versions(action) if "committees" in version.group_name)
        samples = samples_of(committee)
        assert {sample.recipient for sample in samples} == {"Ada Example", "Elena Placeholder"}
        assert any("own words" in sample.filled.body for sample in samples)
        assert all("{{" not in sample.filled.body + sample.filled.subject for sample in samples)

    def test_letters_that_wait_are_among_the_samples(self) -> None:
        action = campaigns.state_action()
        factories.confirmed(action, own_words="What really waits.")
        assert any("What really waits." in sample.filled.body for sample in samples_of(current_versions(action)[0]))

    def test_what_waits_is_counted_and_listed_first(self) -> None:
        action = campaigns.state_action()
        first, second = current_versions(action)
        take(first, APPROVED, StaffFactory.create())
        assert attention().texts == 1
        assert versions_of_interest()[0].version == second


@pytest.mark.django_db(transaction=True)
def test_of_two_members_of_staff_who_decide_at_once_one_is_told() -> None:
    campaigns.legislature()
    version = current_versions(campaigns.state_action())[0]
    staff = [StaffFactory.create(), StaffFactory.create()]
    start = Barrier(2)

    def press(number: int) -> str:
        try:
            start.wait(timeout=60)
            take_verdict = APPROVED if number == 0 else REFUSED
            decide(
                version,
                take_verdict,
                actor=staff[number],
                seen_hash=version.content_hash,
                seen_decision=None,
                reason="Because.",
            )
        except DecisionError as error:
            return str(error)
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, range(2)))
    assert sorted(bool(answer) for answer in answers) == [False, True]
    assert "while you were reading" in "".join(answers)
    assert VersionDecision.objects.count() == 1
