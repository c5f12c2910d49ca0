from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from members.address_requests import handle_address_request
from members.api import (
    PreferenceOption,
    PreferenceProvider,
    has_consent,
    preferences_url,
    record_consent,
    register_preference_provider,
    unsubscribe_url,
)
from members.consent.ledger import consent_history
from members.models import AddressRequest, Member
from members.preferences import providers
from members.preferences.links import LinkRefusedError, open_preferences_link, open_unsubscribe_link
from tests.members.factories import ConfirmedMemberFactory
from tests.members.mailbox import link_in, mails_to

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


class Papers(PreferenceProvider):
    name = "papers"
    label = "Papers"

    def __init__(self) -> None:
        self.on = {"weekly", "monthly"}

    def options(self, member: Member) -> Sequence[PreferenceOption]:
        return [PreferenceOption(key, f"The {key} paper", "", key in self.on) for key in ("weekly", "monthly")]

    def set_option(self, member: Member, key: str, enabled: bool, source: str) -> None:
        if key not in {"weekly", "monthly"}:
            raise LookupError(key)
        (self.on.add if enabled else self.on.discard)(key)


@pytest.fixture
def papers(monkeypatch):
    monkeypatch.setattr(providers, "_providers", dict(providers._providers))
    provider = Papers()
    register_preference_provider(provider)
    return provider


def path_of(url: str) -> str:
    assert url.startswith("http://localhost:8000/")
    return urlsplit(url).path


@pytest.mark.django_db
def test_opening_an_unsubscribe_link_changes_nothing(client, papers):
    path = path_of(unsubscribe_url(ConfirmedMemberFactory.create(), "papers", "weekly"))
    page = client.get(path)
    assert page.status_code == 200
    assert "The weekly paper" in page.content.decode()
    assert client.head(path).status_code == 200
    assert papers.on == {"weekly", "monthly"}
    assert not client.cookies


@pytest.mark.django_db
def test_one_click_from_a_mail_program_works_without_origin(client, papers):
    path = path_of(unsubscribe_url(ConfirmedMemberFactory.create(), "papers", "weekly"))
    for _again in range(2):
        answer = client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
        assert papers.on == {"monthly"}


@pytest.mark.django_db
def test_an_unsubscription_can_be_undone(client, papers):
    path = path_of(unsubscribe_url(ConfirmedMemberFactory.create(), "papers", "weekly"))
    assert "You are unsubscribed" in client.post(path, headers=SAME_ORIGIN).content.decode()
    assert "subscribed again" in client.post(path, {"undo": "1"}, headers=SAME_ORIGIN).content.decode()
    assert papers.on == {"weekly", "monthly"}


@pytest.mark.django_db
def test_another_site_cannot_subscribe_me_again(client, papers):
    path = path_of(unsubscribe_url(ConfirmedMemberFactory.create(), "papers", "weekly"))
    client.post(path, headers=SAME_ORIGIN)
    assert client.post(path, {"undo": "1"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert papers.on == {"monthly"}


@pytest.mark.django_db
def test_an_unsubscribe_link_works_after_years(client, papers, monkeypatch):
    path = path_of(unsubscribe_url(ConfirmedMemberFactory.create(), "papers", "weekly"))
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 10 * 365 * 86400)
    client.post(path)
    assert papers.on == {"monthly"}


@pytest.mark.django_db
def test_an_option_that_is_gone_needs_no_switching(client, papers):
    path = path_of(unsubscribe_url(ConfirmedMemberFactory.create(), "papers", "daily"))
    assert client.post(path).status_code == 200


@pytest.mark.django_db
def test_forged_and_foreign_links_get_a_clear_page(client, papers):
    member = ConfirmedMemberFactory.create()
    unsubscribe_token = path_of(unsubscribe_url(member, "papers", "weekly")).split("/")[2]
    preferences_token = path_of(preferences_url(member)).split("/")[2]
    for path in (
        "/unsubscribe/forged/",
        f"/unsubscribe/{preferences_token}/",
        f"/unsubscribe/{unsubscribe_token[:-1]}/",
        f"/preferences/{unsubscribe_token}/",
        "/preferences/forged/",
        path_of(unsubscribe_url(member, "nothing", "x")),
    ):
        for answer in (client.get(path), client.post(path, headers=SAME_ORIGIN)):
            assert answer.status_code == 410
            assert "This link does not work" in answer.content.decode()
    assert papers.on == {"weekly", "monthly"}


@given(st.text(max_size=200))
def test_no_text_passes_for_a_link(text):
    with pytest.raises(LinkRefusedError):
        open_unsubscribe_link(text)
    with pytest.raises(LinkRefusedError):
        open_preferences_link(text)


@pytest.mark.django_db
def test_an_expired_preference_link_offers_a_new_one(client, monkeypatch):
    member = ConfirmedMemberFactory.create(email="ann@example.org")
    path = path_of(preferences_url(member))
    late = (timezone.now() + timedelta(days=61)).timestamp()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: late)
        answer = client.get(path)
    assert answer.status_code == 410
    assert "/preferences/" in answer.content.decode()
    answers = [
        client.post("/preferences/", {"email": email}, headers=SAME_ORIGIN)
        for email in ("ann@example.org", "nobody@example.org")
    ]
    assert [answer["Location"] for answer in answers] == ["/preferences/check-your-mail/"] * 2
    for pk in AddressRequest.objects.values_list("pk", flat=True):
        handle_address_request(pk)
    (mail,) = mails_to("ann@example.org")
    assert client.get(link_in(mail)).status_code == 200
    assert mails_to("nobody@example.org") == []


@pytest.mark.django_db
def test_the_preference_page_shows_and_saves_every_provider(client, papers):
    member = ConfirmedMemberFactory.create(email="ann@example.org")
    record_consent(member, "personal-contact", granted=True, wording="Words.", source="a test")
    path = path_of(preferences_url(member))
    page = client.get(path).content.decode()
    assert "The weekly paper" in page
    assert "News of the coalition" in page
    assert page.count(" checked") == 3
    assert "a…@example.org" in page
    assert "ann@example.org" not in page

    client.post(path, {"option": ["papers:weekly", "consent:coalition-updates", "gone:x"]}, headers=SAME_ORIGIN)
    assert papers.on == {"weekly"}
    assert has_consent(member, "coalition-updates")
    assert not has_consent(member, "personal-contact")

    client.post(path, {"option": ["papers:weekly"], "stop_all": "1"}, headers=SAME_ORIGIN)
    assert papers.on == set()
    assert not has_consent(member, "coalition-updates")


@pytest.mark.django_db
def test_saving_unchanged_choices_adds_no_line_to_the_ledger(client):
    member = ConfirmedMemberFactory.create()
    path = path_of(preferences_url(member))
    for _again in range(2):
        client.post(path, {"option": ["consent:coalition-updates"]}, headers=SAME_ORIGIN)
    (line,) = consent_history(member)
    assert (line.granted, line.source) == (True, "preference page")
    assert line.wording.text.startswith("Send me news of the coalition")


@pytest.mark.django_db
def test_links_follow_the_members_language():
    member = ConfirmedMemberFactory.create(language="es")
    assert path_of(preferences_url(member)).startswith("/es/preferences/")
    assert path_of(unsubscribe_url(member, "consent", "coalition-updates")).startswith("/es/unsubscribe/")
