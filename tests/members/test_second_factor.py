import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from members.models import Member
from tests.members.factories import ConfirmedMemberFactory, StaffFactory, staff_with_totp
from tests.members.test_sign_in import sign_in
from tests.one_time_codes import wait_for_a_fresh_step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


def totp(secret: str) -> str:
    wait_for_a_fresh_step()
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_nobody_signed_in_is_sent_to_the_sign_in_page(client):
    for path in ("/admin/", "/admin/pages/", "/admin/login/", "/admin/password_reset/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/?next=")


def test_members_are_refused(client):
    ConfirmedMemberFactory.create(email="ann@example.org")
    sign_in(client, "ann@example.org")
    assert client.get("/admin/").status_code == 403


def test_staff_without_a_second_factor_are_led_to_set_one_up(client):
    StaffFactory.create(email="staff@example.org")
    sign_in(client, "staff@example.org")
    answer = client.get("/admin/pages/")
    assert answer["Location"] == "/account/second-factor/?next=%2Fadmin%2Fpages%2F"
    assert "authenticator app" in client.get(answer["Location"]).content.decode()
    assert client.get("/account/two-factor/totp/activate/").status_code == 200
    assert client.post("/admin/logout/").status_code == 302


def test_staff_sign_in_with_code_and_totp_and_reach_the_admin(client):
    staff, secret = staff_with_totp()
    answer = sign_in(client, staff.email)
    assert answer["Location"].startswith("/account/two-factor/authenticate/")
    assert client.get("/admin/").status_code == 302
    assert client.post("/account/two-factor/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    client.post("/account/two-factor/authenticate/", {"code": totp(secret)})
    assert client.get("/admin/").status_code == 200


def test_a_session_of_one_factor_is_asked_for_the_second(client):
    staff, secret = staff_with_totp()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/admin/")
    assert answer["Location"] == "/account/two-factor/reauthenticate/?next=%2Fadmin%2F"
    client.post(answer["Location"], {"code": totp(secret)})
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_a_totp_in_the_session_leads_in(client):
    StaffFactory.create(email="staff@example.org")
    sign_in(client, "staff@example.org")
    client.get("/account/two-factor/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/account/two-factor/totp/activate/", {"code": totp(secret)})
    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert client.get("/account/two-factor/recovery-codes/").status_code == 200
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_open_the_admin_once(client):
    staff, _secret = staff_with_totp()
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(staff).get_unused_codes()[0]
    sign_in(client, staff.email)
    client.post("/account/two-factor/authenticate/", {"code": code})
    assert client.get("/admin/").status_code == 200
    client.logout()
    sign_in(client, staff.email)
    client.post("/account/two-factor/authenticate/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_losing_the_staff_role_ends_the_session_at_once(client):
    staff, secret = staff_with_totp()
    sign_in(client, staff.email)
    client.post("/account/two-factor/authenticate/", {"code": totp(secret)})
    assert client.get("/admin/").status_code == 200
    Member.objects.filter(pk=staff.pk).update(is_staff=False)
    assert client.get("/admin/")["Location"].startswith("/account/login/")
    assert client.get("/account/").status_code == 302


def test_a_blocked_member_is_out_at_once(client):
    member = ConfirmedMemberFactory.create(email="ann@example.org")
    sign_in(client, "ann@example.org")
    Member.objects.filter(pk=member.pk).update(is_active=False)
    assert client.get("/account/").status_code == 302


def test_secrets_are_encrypted_at_rest():
    staff, secret = staff_with_totp()
    stored = Authenticator.objects.get(user_id=staff.pk).data["secret"]
    assert secret not in stored
    assert Authenticator.objects.get(user_id=staff.pk).wrap().validate_code(totp(secret))


def test_secrets_survive_a_change_of_the_secret_key(settings):
    staff, secret = staff_with_totp()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60
    assert Authenticator.objects.get(user_id=staff.pk).wrap().validate_code(totp(secret))
