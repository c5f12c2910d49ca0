"""The staff pages about letters: who sees them, what they show, what their buttons do."""

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse

from advocacy.campaigns.api import LetterAction, current_versions
from advocacy.campaigns.demo import build_demo as build_campaigns
from advocacy.outreach.approval import standing_of
from advocacy.outreach.demo import build_demo as build_approvals
from advocacy.outreach.models import OwnWordsReview, VersionDecision
from members.models import Member
from tests.advocacy.campaigns import factories as campaigns
from tests.advocacy.outreach import factories
from tests.members.factories import ConfirmedMemberFactory, staff_with_totp

pytestmark = pytest.mark.usefixtures("legislature")


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()
    return client


@pytest.fixture
def staff() -> Client:
    return signed_in(staff_with_totp()[0])


@pytest.mark.parametrize("name", ["letters", "texts", "own_words"])
def test_the_lists_are_for_staff_who_may_approve(name: str, staff: Client) -> None:
    factories.confirmed(campaigns.state_action(), own_words="Mine.")
    path = reverse(f"outreach_admin:{name}")
    assert staff.get(path).status_code == 200
    assert signed_in(ConfirmedMemberFactory.create()).get(path).status_code in {302, 403}
    assert Client().get(path).status_code == 302


def test_a_text_is_seen_and_approved(staff: Client) -> None:
    version = current_versions(campaigns.state_action())[0]
    path = reverse("outreach_admin:text", args=[version.pk])
    shown = staff.get(path).content.decode()
    assert "Dear Representative Example" in shown
    staff.post(path, {"verdict": "approved", "seen_hash": version.content_hash, "seen_decision": ""})
    assert standing_of(version).may_go
    again = staff.post(
        path, {"verdict": "refused", "seen_hash": version.content_hash, "seen_decision": "", "reason": "x"}
    )
    assert "while you were reading" in again.content.decode()
    assert VersionDecision.objects.count() == 1


def test_own_words_are_seen_and_decided(staff: Client) -> None:
    action = campaigns.state_action(own_words_review="before")
    factories.approve_all(action)
    factories.confirmed(action, own_words="Mine <b>own</b>.")
    assert "Mine &lt;b&gt;own&lt;/b&gt;." in staff.get(reverse("outreach_admin:own_words")).content.decode()
    review = OwnWordsReview.objects.get()
    staff.post(reverse("outreach_admin:decide_words", args=[review.pk]), {"verdict": "approved"})
    review.refresh_from_db()
    assert review.state == "approved"


def test_the_home_page_of_the_editor_says_what_waits(staff: Client) -> None:
    current_versions(campaigns.state_action())
    assert "2 texts wait for approval" in staff.get(reverse("wagtailadmin_home")).content.decode()


def test_a_letter_action_can_be_edited(staff: Client) -> None:
    action = campaigns.state_action()
    listing = staff.get(reverse("wagtailsnippets_campaigns_letteraction:list"))
    assert listing.status_code == 200
    edit = staff.get(reverse("wagtailsnippets_campaigns_letteraction:edit", args=[action.pk]))
    assert edit.status_code == 200
    assert "{{ member.first_name }}" in edit.content.decode()


def test_the_demonstration_is_built_once_and_leaves_one_text_waiting(staff: Client) -> None:
    for _time in range(2):
        build_campaigns()
        build_approvals()
    actions = LetterAction.objects.order_by("pk")
    assert actions.count() == 2
    standings = {
        str(version): standing_of(version).may_go for action in actions for version in current_versions(action)
    }
    assert list(standings.values()).count(False) == 1
    assert all(may_go or "health professional" in name for name, may_go in standings.items())
    for path in ("/act/", "/act/biomarker-testing/", "/act/biomarker-testing/state-legislators/", "/es/act/"):
        assert Client().get(path).status_code == 200
