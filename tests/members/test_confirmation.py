from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import ClassVar

import pytest
from django.core import signing
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from members.api import ConfirmationKind, member_confirmed, register_confirmation_kind, request_confirmation
from members.confirmation import kinds
from members.confirmation.requests import (
    MAILS_PER_HOUR,
    ConfirmationRefusedError,
    carry_out,
    confirmation_url,
    open_confirmation,
)
from members.models import ConfirmationRequest, Member
from tests.members.factories import MemberFactory


class Counting(ConfirmationKind):
    name = "counting"
    effects: ClassVar[list[tuple[int, str]]] = []

    def describe(self, member: Member, reference: str) -> str:
        return f"You count {reference}."

    def confirm(self, member: Member, reference: str) -> str:
        self.effects.append((member.pk, reference))
        return f"/counted/{reference}/"


@pytest.fixture(autouse=True)
def counting(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    register_confirmation_kind(Counting())
    Counting.effects = []
    return Counting


def ask(member: Member, reference: str = "7") -> tuple[ConfirmationRequest, str]:
    request_confirmation(member, "counting", reference)
    request = ConfirmationRequest.objects.select_related("member").get(
        member=member, kind="counting", reference=reference
    )
    return request, confirmation_url(request).partition("/confirm/")[2].rstrip("/")


@pytest.mark.django_db
def test_opening_the_link_changes_nothing_and_the_button_confirms_once(client):
    member = MemberFactory.create()
    heard = []
    member_confirmed.connect(lambda member, **_: heard.append(member.pk), weak=False, dispatch_uid="test")
    try:
        _request, token = ask(member)
        for _opened in range(3):
            page = client.get(f"/confirm/{token}/")
            assert page.status_code == 200
            assert "You count 7." in page.content.decode()
        member.refresh_from_db()
        assert not member.is_confirmed
        assert Counting.effects == []

        pressed = client.post(f"/confirm/{token}/", headers={"sec-fetch-site": "same-origin"})
        assert (pressed.status_code, pressed["Location"]) == (302, "/counted/7/")
        again = client.post(f"/confirm/{token}/", headers={"sec-fetch-site": "same-origin"})
        assert again["Location"] == "/counted/7/"
        member.refresh_from_db()
        assert member.is_confirmed
        assert Counting.effects == [(member.pk, "7")]
        assert heard == [member.pk]
        assert "nothing more to do" in client.get(f"/confirm/{token}/").content.decode()
        assert not client.cookies
    finally:
        member_confirmed.disconnect(dispatch_uid="test")


@pytest.mark.django_db
def test_confirming_does_not_sign_in(client):
    _request, token = ask(MemberFactory.create())
    client.post(f"/confirm/{token}/", headers={"sec-fetch-site": "same-origin"})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_press_from_another_site_is_refused(client):
    member = MemberFactory.create()
    _request, token = ask(member)
    assert client.post(f"/confirm/{token}/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    member.refresh_from_db()
    assert not member.is_confirmed


@pytest.mark.django_db
def test_an_expired_link_says_so(client):
    request, token = ask(MemberFactory.create())
    ConfirmationRequest.objects.filter(pk=request.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    page = client.get(f"/confirm/{token}/")
    assert page.status_code == 410
    assert "too old" in page.content.decode()
    with pytest.raises(ConfirmationRefusedError, match="too old"):
        carry_out(token)
    assert Counting.effects == []


@pytest.mark.django_db
def test_a_token_made_for_something_else_does_not_confirm(client):
    request, _token = ask(MemberFactory.create())
    foreign = signing.dumps([request.pk, request.nonce.hex], salt="members.preferences")
    other_nonce = signing.dumps([request.pk, "0" * 32], salt="members.confirmation")
    for token in (foreign, other_nonce):
        assert client.get(f"/confirm/{token}/").status_code == 410


@given(st.text(max_size=200))
def test_no_text_passes_for_a_token(text):
    with pytest.raises(ConfirmationRefusedError):
        open_confirmation(text)


@pytest.mark.django_db
def test_an_inactive_member_gets_no_mail_and_cannot_confirm():
    member = MemberFactory.create()
    _request, token = ask(member)
    Member.objects.filter(pk=member.pk).update(is_active=False)
    with pytest.raises(ConfirmationRefusedError):
        carry_out(token)
    member.refresh_from_db()
    request_confirmation(member, "counting", "other")
    assert not ConfirmationRequest.objects.filter(reference="other").exists()


@pytest.mark.django_db
def test_an_unknown_kind_is_the_programmers_error():
    with pytest.raises(LookupError, match="nothing"):
        request_confirmation(MemberFactory.create(), "nothing", "1")


@pytest.mark.django_db
def test_a_mailbox_cannot_be_flooded():
    member = MemberFactory.create()
    for number in range(MAILS_PER_HOUR + 5):
        request_confirmation(member, "counting", str(number))
    assert ConfirmationRequest.objects.filter(mail_wanted_at__isnull=False).count() == MAILS_PER_HOUR
    ConfirmationRequest.objects.update(mail_wanted_at=None, mailed_at=timezone.now(), mail_count=1)
    request_confirmation(member, "counting", "0")
    assert not ConfirmationRequest.objects.filter(mail_wanted_at__isnull=False).exists()
    ConfirmationRequest.objects.update(mailed_at=timezone.now() - timedelta(hours=2))
    request_confirmation(member, "counting", "0")
    assert ConfirmationRequest.objects.filter(mail_wanted_at__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_take_effect_once(monkeypatch):
    monkeypatch.setattr("members.doorbell._ring", lambda *_: None)
    member = MemberFactory.create()
    _request, token = ask(member)
    threads = 10
    start = Barrier(threads)

    def press(_number: int) -> bool:
        try:
            start.wait(timeout=30)
            return carry_out(token).is_news
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        news = list(pool.map(press, range(threads)))
    assert sorted(news) == [False] * (threads - 1) + [True]
    assert Counting.effects == [(member.pk, "7")]


@pytest.mark.django_db(transaction=True)
def test_asking_many_times_at_once_is_one_request(monkeypatch):
    monkeypatch.setattr("members.doorbell._ring", lambda *_: None)
    member = MemberFactory.create()
    threads = 10
    start = Barrier(threads)

    def ask_again(_number: int) -> None:
        try:
            start.wait(timeout=30)
            request_confirmation(member, "counting", "7")
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(ask_again, range(threads)))
    assert ConfirmationRequest.objects.count() == 1
