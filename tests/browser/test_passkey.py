import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from members.api import Member

PASSWORD = "a long and plainly fictional password"


@pytest.fixture
def staff(demo_site, django_db_blocker):
    with django_db_blocker.unblock():
        member = Member.objects.create_superuser(
            "passkey@example.org", PASSWORD, email_confirmed_at=timezone.now(), first_name="Paz", last_name="Exampleton"
        )
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
        yield member
        Authenticator.objects.filter(user=member).delete()
        EmailAddress.objects.filter(user=member).delete()
        member.delete()


def test_a_passkey_is_added_and_signs_in_under_the_strict_policy(chromium, demo_site, staff):
    context = chromium.new_context()
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto(f"{demo_site}/account/login/password/")
    page.fill("main input[name=login]", staff.email)
    page.fill("main input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{demo_site}/account/")
    page.goto(f"{demo_site}/account/two-factor/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("main input[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_url("**/webauthn/add/")
    page.check("main input[name=passwordless]")

    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    context.clear_cookies()
    page.goto(f"{demo_site}/account/login/")
    page.click("#passkey_login")
    page.wait_for_url(f"{demo_site}/account/")
    page.goto(f"{demo_site}/admin/")

    assert page.url == f"{demo_site}/admin/"
    assert complaints == []
    context.close()
