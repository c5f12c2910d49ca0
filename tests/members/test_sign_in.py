import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from members.models import Member
from tests.members.factories import ConfirmedMemberFactory, MemberFactory
from tests.members.mailbox import code_in, mails_to, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


def ask_for_code(client, address, path="/account/login/"):
    return client.post(path, {"email": address})


def sign_in(client, address, path="/account/login/"):
    ask_for_code(client, address, path)
    return client.post("/account/login/code/confirm/", {"code": code_in(mails_to(address)[-1])})


def test_a_confirmed_member_signs_in_by_code(client):
    ConfirmedMemberFactory.create(email="ann@example.org")
    answer = sign_in(client, "ann@example.org")
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    page = client.get("/account/")
    assert page.status_code == 200
    assert "ann@example.org" in page.content.decode()


def test_a_member_recorded_by_acting_signs_in_by_code_and_is_confirmed_by_it(client):
    member = MemberFactory.create(email="acted@example.org")
    assert not EmailAddress.objects.exists()
    assert sign_in(client, "acted@example.org")["Location"] == "/account/"
    member.refresh_from_db()
    assert member.is_confirmed
    address = EmailAddress.objects.get(user_id=member.pk)
    assert (address.email, address.verified, address.primary) == ("acted@example.org", True, True)
    assert len(mails_to("acted@example.org")) == 1


def test_the_address_is_found_in_any_spelling(client):
    MemberFactory.create(email="ann@xn--bcher-kva.example.org")
    ask_for_code(client, "Ann@BÜCHER.example.org")
    assert len(mails_to("ann@xn--bcher-kva.example.org")) == 1


def test_known_and_unknown_addresses_get_the_same_pages(client):
    ConfirmedMemberFactory.create(email="known@example.org")
    pages = []
    for address in ("known@example.org", "other@example.org"):
        client.cookies.clear()
        answer = ask_for_code(client, address)
        page = client.get(answer["Location"])
        wrong = client.post(answer["Location"], {"code": "AAAA-AAAA"})
        pages.append(
            (
                answer.status_code,
                answer["Location"],
                page.status_code,
                page.content.decode().replace(address, "").replace(str(page.context["csrf_token"]), ""),
                wrong.status_code,
            )
        )
    assert pages[0][:3] == pages[1][:3]
    assert pages[0][4] == pages[1][4]
    assert len(pages[0][3]) == len(pages[1][3])


def test_an_unknown_address_is_told_by_mail_that_nobody_has_it(client):
    ask_for_code(client, "unknown@example.org")
    (mail,) = mails_to("unknown@example.org")
    assert "There is no member with it" in text_of(mail)
    assert "http://localhost:8000/join/" in text_of(mail)
    assert not Member.objects.exists()


def test_three_wrong_codes_end_the_attempt(client):
    ConfirmedMemberFactory.create(email="ann@example.org")
    ask_for_code(client, "ann@example.org")
    right = code_in(mails_to("ann@example.org")[0])
    for _try in range(3):
        client.post("/account/login/code/confirm/", {"code": "AAAA-AAAA"})
    client.post("/account/login/code/confirm/", {"code": right})
    assert "_auth_user_id" not in client.session


def test_a_code_works_in_its_own_browser_only(client):
    ConfirmedMemberFactory.create(email="ann@example.org")
    ask_for_code(client, "ann@example.org")
    other = Client()
    code = code_in(mails_to("ann@example.org")[0])
    other.post("/account/login/code/confirm/", {"code": code})
    assert "_auth_user_id" not in other.session
    client.post("/account/login/code/confirm/", {"code": code})
    assert "_auth_user_id" in client.session


def test_an_inactive_member_gets_what_an_unknown_one_gets(client):
    MemberFactory.create(email="gone@example.org", is_active=False)
    assert ask_for_code(client, "gone@example.org").status_code == 302
    assert "no member" in text_of(mails_to("gone@example.org")[0])


def test_asking_again_and_again_is_limited(client):
    ConfirmedMemberFactory.create(email="ann@example.org")
    for _number in range(8):
        client.cookies.clear()
        ask_for_code(client, "ann@example.org")
    assert len(mails_to("ann@example.org")) == 5


def test_bad_addresses_are_named(client):
    page = ask_for_code(client, "ann example.org")
    assert "contains a space" in page.content.decode()


def test_spanish_codes(client):
    ConfirmedMemberFactory.create(email="ana@example.org")
    ask_for_code(client, "ana@example.org", "/es/account/login/")
    assert mails_to("ana@example.org")[0]["Subject"].startswith("Su código de acceso")


def test_a_password_is_optional_and_works(client):
    ConfirmedMemberFactory.create(email="ann@example.org", password="a long enough phrase")
    assert client.get("/account/login/password/").status_code == 200
    wrong = client.post("/account/login/password/", {"login": "ann@example.org", "password": "wrong"})
    unknown = client.post("/account/login/password/", {"login": "nobody@example.org", "password": "wrong"})
    assert wrong.context["form"].errors == unknown.context["form"].errors
    answer = client.post("/account/login/password/", {"login": "Ann@Example.org", "password": "a long enough phrase"})
    assert answer.status_code == 302
    code = code_in(mails_to("ann@example.org")[-1])
    client.post("/account/confirm-email/", {"code": code})
    assert client.get("/account/").status_code == 200


def test_signing_up_leads_to_the_join_page(client):
    assert client.get("/account/signup/")["Location"] == "/join/"
    assert client.post("/account/signup/", {"email": "new@example.org"}).status_code == 302
    assert not Member.objects.exists()


def test_no_redirect_to_another_site(client):
    ConfirmedMemberFactory.create(email="ann@example.org")
    ask_for_code(client, "ann@example.org", "/account/login/?next=https://evil.example/")
    answer = client.post(
        "/account/login/code/confirm/?next=https://evil.example/", {"code": code_in(mails_to("ann@example.org")[-1])}
    )
    assert answer["Location"] == "/account/"


def test_changing_the_address_keeps_one_truth(client):
    member = ConfirmedMemberFactory.create(email="old@example.org")
    sign_in(client, "old@example.org")
    client.post("/account/email/", {"email": "New@Example.org", "action_add": "1"})
    code = code_in(mails_to("new@example.org")[-1])
    member.refresh_from_db()
    assert member.email == "old@example.org"
    client.post("/account/confirm-email/", {"code": code})
    member.refresh_from_db()
    assert member.email == "new@example.org"
    assert member.is_confirmed
    (address,) = EmailAddress.objects.filter(user_id=member.pk)
    assert (address.email, address.verified, address.primary) == ("new@example.org", True, True)


def test_an_address_changed_by_staff_takes_allauths_record_along(client):
    member = ConfirmedMemberFactory.create(email="old@example.org")
    sign_in(client, "old@example.org")
    member.refresh_from_db()
    member.email = "new@example.org"
    member.email_confirmed_at = None
    member.save()
    (address,) = EmailAddress.objects.filter(user_id=member.pk)
    assert (address.email, address.verified) == ("new@example.org", False)
