import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.exceptions import ValidationError

from members import account_sections as sections
from members.api import (
    AccountSection,
    has_consent,
    record_consent,
    register_account_section,
    register_privacy_handler,
    request_confirmation,
)
from members.models import ConfirmationRequest, Consent, CurrentConsent, Member, Representative
from members.privacy import handlers
from members.privacy.erasure import erase_member
from members.privacy.export import export_member
from tests.members.factories import ConfirmedMemberFactory, InterestFactory, OrganisationFactory, StaffFactory
from tests.members.mailbox import code_in, mails_to
from tests.members.test_sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


@pytest.fixture
def member(client):
    member = ConfirmedMemberFactory.create(email="ann@example.org")
    sign_in(client, "ann@example.org")
    return member


@pytest.fixture
def own_handlers(monkeypatch):
    monkeypatch.setattr(handlers, "_handlers", {})


def grow_old(client):
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] = time.time() - 3600
    session.save()


def test_visitors_are_sent_to_the_sign_in_page(client):
    for path in ("/account/", "/account/download/", "/account/erase/", "/account/fresh/", "/account/second-factor/"):
        assert client.get(path)["Location"].startswith("/account/login/?next=/account/")


def test_a_member_changes_what_they_say_about_themselves(client, member):
    Member.objects.filter(pk=member.pk).update(state="MA")
    answer = client.post(
        "/account/", {"first_name": " Ann\n", "last_name": "Lee", "zip_code": "02139-1", "language": "es"}
    )
    assert answer.status_code == 400
    assert "five digits" in answer.content.decode()
    client.post("/account/", {"first_name": " Ann\n", "last_name": "Lee", "zip_code": "02139", "language": "es"})
    member.refresh_from_db()
    assert (member.first_name, member.last_name, member.zip_code, member.language) == ("Ann", "Lee", "02139", "es")
    assert member.state == "MA"


def test_nobody_can_make_themselves_staff(client, member):
    client.post(
        "/account/",
        {"first_name": "Ann", "language": "en", "is_staff": "on", "is_superuser": "on", "email": "x@example.org"},
    )
    member.refresh_from_db()
    assert (member.is_staff, member.is_superuser, member.email) == (False, False, "ann@example.org")


def test_interests_are_kept(client, member):
    interest = InterestFactory.create(name="Newborn screening", slug="newborn-screening")
    client.post("/account/", {"first_name": "Ann", "language": "en", "interests": [interest.pk]})
    assert list(member.interests.all()) == [interest]
    client.post("/account/", {"first_name": "Ann", "language": "en"})
    assert not member.interests.exists()


def test_preferences_are_saved_from_the_account(client, member):
    client.post("/account/preferences/", {"option": ["consent:coalition-updates"]})
    assert has_consent(member, "coalition-updates")
    client.post("/account/preferences/", {})
    assert not has_consent(member, "coalition-updates")


def test_rooms_show_their_sections_in_order(client, member, monkeypatch):
    monkeypatch.setattr(sections, "_sections", {})
    for name, order in (("letters", 20), ("lessons", 10)):
        register_account_section(
            AccountSection(name, f"My {name}", "members/preference_groups.html", lambda _member: {"groups": []}, order)
        )
    page = client.get("/account/").content.decode()
    assert 0 < page.index("My lessons") < page.index("My letters")


def test_the_download_holds_everything(client, member, own_handlers):
    register_privacy_handler(lambda member: {"letters": [member.pk]}, lambda member: None, name="outreach")
    record_consent(member, "news", granted=True, wording="Send me news.", source="a test")
    Representative.objects.create(
        organisation=OrganisationFactory.create(name="Fictional Patients"), member=member, role="Speaker"
    )
    answer = client.get("/account/download/")
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    data = json.loads(answer.content)
    assert data["member"]["email"] == "ann@example.org"
    assert data["member"]["consents"][0]["wording"] == "Send me news."
    assert data["member"]["organisations"] == [{"organisation": "Fictional Patients", "role": "Speaker"}]
    assert data["outreach"] == {"letters": [member.pk]}


def test_the_download_names_every_column_of_the_member():
    exported = json.loads(export_member(ConfirmedMemberFactory.create()))["member"]
    technical = {"id", "password", "is_superuser", "is_active", "groups", "user_permissions"}
    renamed = {
        "public_id": "identifier",
        "date_joined": "joined_at",
        "last_login": "last_signed_in_at",
        "street_address_until": "street_address_kept_until",
    }
    columns = {field.name for field in (*Member._meta.fields, *Member._meta.many_to_many)} - technical
    assert {renamed.get(name, name) for name in columns} <= set(exported)


def test_erasing_asks_once_more_and_leaves_nothing(client, member, own_handlers):
    erased = []
    register_privacy_handler(lambda member: {}, lambda member: erased.append(member.pk), name="outreach")
    record_consent(member, "news", granted=True, wording="Send me news.", source="a test")
    request_confirmation(member, "join", "1")
    Representative.objects.create(organisation=OrganisationFactory.create(), member=member)
    assert client.get("/account/erase/").status_code == 200
    assert client.post("/account/erase/", {}).status_code == 400
    assert Member.objects.filter(pk=member.pk).exists()

    answer = client.post("/account/erase/", {"understood": "on"})
    assert answer["Location"] == "/account/erased/"
    assert client.get("/account/erased/").status_code == 200
    assert client.get("/account/").status_code == 302
    assert erased == [member.pk]
    for model in (Member, Consent, CurrentConsent, ConfirmationRequest, EmailAddress):
        assert not model.objects.exists()


def test_when_one_room_fails_nothing_is_erased(member, own_handlers):
    def fail(_member: Member) -> None:
        raise RuntimeError("The room is on fire.")

    def say_nothing(_member: Member) -> Mapping[str, Any]:
        return {}

    register_privacy_handler(say_nothing, fail, name="outreach")
    record_consent(member, "news", granted=True, wording="Send me news.", source="a test")
    with pytest.raises(RuntimeError):
        erase_member(member)
    assert Member.objects.filter(pk=member.pk).exists()
    assert has_consent(member, "news")


def test_the_ledger_is_closed_again_after_an_erasure(member, own_handlers):
    other = ConfirmedMemberFactory.create()
    record_consent(other, "news", granted=True, wording="Send me news.", source="a test")
    erase_member(member)
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.all().delete()


def test_staff_are_not_erased_by_themselves():
    with pytest.raises(ValidationError, match="administrator"):
        erase_member(StaffFactory.create())


@pytest.mark.parametrize(
    "path", ["/account/download/", "/account/erase/", "/account/two-factor/totp/activate/", "/account/email/"]
)
def test_what_matters_needs_a_fresh_sign_in(client, member, path):
    assert client.get(path).status_code == 200
    grow_old(client)
    answer = client.get(path)
    assert answer["Location"].startswith("/account/fresh/?next=")
    assert client.get("/account/").status_code == 200

    client.post("/account/fresh/", {"send": "1", "next": path})
    assert client.post("/account/fresh/", {"code": "AAAA-AAAA", "next": path}).status_code == 400
    done = client.post("/account/fresh/", {"code": code_in(mails_to("ann@example.org")[-1]).lower(), "next": path})
    assert done["Location"] == path
    assert client.get(path).status_code == 200


def test_a_fresh_code_can_be_guessed_three_times_only(client, member):
    grow_old(client)
    client.post("/account/fresh/", {"send": "1"})
    right = code_in(mails_to("ann@example.org")[-1])
    for _try in range(3):
        client.post("/account/fresh/", {"code": "AAAA-AAAA"})
    assert client.post("/account/fresh/", {"code": right}).status_code == 400
    assert client.get("/account/erase/").status_code == 302


def test_a_fresh_code_cannot_lead_to_another_site(client, member):
    client.post("/account/fresh/", {"send": "1"})
    code = code_in(mails_to("ann@example.org")[-1])
    assert client.post("/account/fresh/", {"code": code, "next": "https://evil.example/"})["Location"] == "/account/"
