import pytest

from members.address_requests import handle_address_request, open_address_requests
from members.api import has_consent
from members.confirmation.mails import mail_confirmation
from members.models import AddressRequest, ConfirmationRequest, Member
from members.tasks import sweep_open_requests
from tests.members.factories import ConfirmedMemberFactory, MemberFactory
from tests.members.mailbox import html_of, link_in, mails_to, text_of

pytestmark = pytest.mark.django_db

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def work_off() -> None:
    """Do what the queue would do."""
    for pk in AddressRequest.objects.filter(handled_at=None).values_list("pk", flat=True):
        handle_address_request(pk)
    for pk in ConfirmationRequest.objects.filter(mail_wanted_at__isnull=False).values_list("pk", flat=True):
        mail_confirmation(pk)


def test_the_page_is_the_same_bytes_for_everyone_and_sets_no_cookie(client):
    first, second = client.get("/join/"), client.get("/join/")
    assert first.status_code == 200
    assert first.content == second.content
    assert not client.cookies
    assert b"csrfmiddlewaretoken" not in first.content
    assert b" checked" not in first.content


def test_joining_from_the_form_to_the_button(client):
    answer = client.post(
        "/join/",
        {"email": "Ann@Example.org", "first_name": "Ann", "zip_code": "02139", "consent_coalition-updates": "on"},
        headers=SAME_ORIGIN,
    )
    assert (answer.status_code, answer["Location"]) == (302, "/join/check-your-mail/")
    assert not Member.objects.exists()
    work_off()
    member = Member.objects.get(email="ann@example.org")
    assert not member.is_confirmed
    assert not has_consent(member, "coalition-updates")
    (mail,) = mails_to("ann@example.org")
    assert "News of the coalition" in text_of(mail)
    assert "Open the page to confirm" in html_of(mail)

    link = link_in(mail)
    assert client.get(link).status_code == 200
    done = client.post(link, headers=SAME_ORIGIN)
    assert done["Location"] == "/join/welcome/"
    member.refresh_from_db()
    assert member.is_confirmed
    assert (member.first_name, member.zip_code) == ("Ann", "02139")
    assert has_consent(member, "coalition-updates")
    assert not has_consent(member, "personal-contact")
    assert not AddressRequest.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answer_from_the_same_queries(client, django_assert_num_queries):
    ConfirmedMemberFactory.create(email="known@example.org")
    answers = []
    for address in ("known@example.org", "unknown@example.org"):
        with django_assert_num_queries(3):
            answers.append(client.post("/join/", {"email": address}, headers=SAME_ORIGIN))
    assert answers[0].status_code == answers[1].status_code
    assert answers[0]["Location"] == answers[1]["Location"]
    assert answers[0].content == answers[1].content
    work_off()
    assert len(mails_to("known@example.org")) == len(mails_to("unknown@example.org")) == 1


def test_a_stranger_who_joins_with_my_address_changes_nothing_until_i_press(client):
    member = ConfirmedMemberFactory.create(email="ann@example.org", first_name="Ann")
    client.post(
        "/join/",
        {"email": "ann@example.org", "first_name": "Rude", "consent_coalition-updates": "on"},
        headers=SAME_ORIGIN,
    )
    work_off()
    member.refresh_from_db()
    assert member.first_name == "Ann"
    assert not has_consent(member, "coalition-updates")


def test_bad_input_is_named_and_kept(client):
    answer = client.post(
        "/join/", {"email": "ann at example", "first_name": "x" * 10_000, "zip_code": "٣٤٥٦٧"}, headers=SAME_ORIGIN
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "one @ sign" in page or "contains a space" in page
    assert "10000" in page
    assert "five digits" in page
    assert 'value="ann at example"' in page
    assert not AddressRequest.objects.exists()


def test_an_empty_form_is_refused_too(client):
    answer = client.post("/join/", headers=SAME_ORIGIN)
    assert answer.status_code == 400
    assert "Enter your e-mail address" in answer.content.decode()


def test_markup_in_a_name_is_text(client):
    client.post(
        "/join/", {"email": "ann@example.org", "first_name": "<script>x</script>{{ 7*7 }}"}, headers=SAME_ORIGIN
    )
    work_off()
    (mail,) = mails_to("ann@example.org")
    assert "<script>x</script>{{ 7*7 }}" in text_of(mail)
    assert "<script>x" not in html_of(mail)
    assert "49" not in html_of(mail)


def test_spanish_visitors_get_spanish_mail(client):
    client.post("/es/join/", {"email": "ana@example.org"}, headers=SAME_ORIGIN)
    work_off()
    (mail,) = mails_to("ana@example.org")
    assert mail["Subject"].startswith("Por favor, confirme")
    assert link_in(mail).startswith("/es/confirm/")


def test_resending_says_the_same_for_everybody_and_mails_only_who_waits(client):
    client.post("/join/", {"email": "waits@example.org"}, headers=SAME_ORIGIN)
    work_off()
    ConfirmationRequest.objects.update(mailed_at=None)
    ConfirmedMemberFactory.create(email="done@example.org")
    answers = [
        client.post("/join/check-your-mail/", {"email": address}, headers=SAME_ORIGIN)
        for address in ("waits@example.org", "done@example.org", "unknown@example.org")
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    work_off()
    assert len(mails_to("waits@example.org")) == 2
    assert mails_to("done@example.org") == mails_to("unknown@example.org") == []


def test_the_sweep_does_what_a_lost_doorbell_left(client):
    client.post("/join/", {"email": "ann@example.org"}, headers=SAME_ORIGIN)
    assert open_address_requests() == []
    AddressRequest.objects.update(created_at="2026-01-01T00:00:00Z")
    sweep_open_requests()
    ConfirmationRequest.objects.filter(mail_wanted_at__isnull=False).update(mail_wanted_at="2026-01-01T00:00:00Z")
    sweep_open_requests()
    assert len(mails_to("ann@example.org")) == 1
    sweep_open_requests()
    assert len(mails_to("ann@example.org")) == 1


def test_handling_twice_mails_once():
    request = AddressRequest.objects.create(wanted="join", email="ann@example.org")
    handle_address_request(request.pk)
    handle_address_request(request.pk)
    work_off()
    work_off()
    assert len(mails_to("ann@example.org")) == 1


def test_the_same_form_sent_twice_is_one_wish_and_one_mail(client):
    form = {"email": "ann@example.org", "first_name": "Ann", "consent_coalition-updates": "on"}
    for _click in range(3):
        client.post("/join/", form, headers=SAME_ORIGIN)
    work_off()
    (mail,) = mails_to("ann@example.org")
    assert AddressRequest.objects.count() == 1
    client.post(link_in(mail), headers=SAME_ORIGIN)
    assert has_consent(Member.objects.get(email="ann@example.org"), "coalition-updates")
    assert not AddressRequest.objects.exists()


def test_another_wish_for_the_same_address_is_mailed_beside_the_first(client):
    client.post("/join/", {"email": "ann@example.org", "first_name": "Ann"}, headers=SAME_ORIGIN)
    client.post("/join/", {"email": "ann@example.org", "first_name": "Anna"}, headers=SAME_ORIGIN)
    work_off()
    assert len(mails_to("ann@example.org")) == 2


def test_an_inactive_member_gets_no_mail():
    MemberFactory.create(email="gone@example.org", is_active=False)
    for wanted in AddressRequest.Wanted.values:
        handle_address_request(AddressRequest.objects.create(wanted=wanted, email="gone@example.org").pk)
    work_off()
    assert mails_to("gone@example.org") == []
