"""A person joins, signs in, adds a passkey and signs in with it; staff pass their second factor."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from delivery.models import TransactionalMessage
from members.address_requests import handle_address_request
from members.confirmation.mails import mail_confirmation
from members.demo import demo_sign_ins
from members.models import AddressRequest, ConfirmationRequest, Member
from members.public_forms import rate_limits
from tests.browser.accessibility import axe_findings
from tests.browser.conftest import SCHEMES, WIDTHS
from tests.members.mailbox import code_in, link_in, mails_to
from tests.one_time_codes import wait_for_a_fresh_step

WALKER = "walker@example.org"


@pytest.fixture
def site(demo_site: str, django_db_blocker) -> Iterator[str]:
    """The demo on `localhost`, since passkeys need a host name; nobody has used up their attempts."""
    for key in rate_limits._client().scan_iter("rate:*"):
        rate_limits._client().delete(key)
    with django_db_blocker.unblock():
        TransactionalMessage.objects.all().delete()
        yield demo_site.replace("127.0.0.1", "localhost")
        Member.objects.filter(email=WALKER).update(is_active=False, email="gone@example.org")


def work_off() -> None:
    """Do what the queue would do."""
    for pk in AddressRequest.objects.filter(handled_at=None).values_list("pk", flat=True):
        handle_address_request(pk)
    for pk in ConfirmationRequest.objects.filter(mail_wanted_at__isnull=False).values_list("pk", flat=True):
        mail_confirmation(pk)


def look_over(page: Page) -> None:
    """Let axe look at the page as it is, on a phone and a desk, by day and by night."""
    for width in WIDTHS.values():
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate("() => Promise.allSettled(document.getAnimations().map(animation => animation.finished))")
            assert axe_findings(page) == [], (page.url, width, scheme)


def sign_in_by_code(page: Page, site: str, address: str, *, path: str = "/account/login/") -> None:
    page.goto(site + path)
    page.get_by_label("E-mail address").first.fill(address)
    page.get_by_role("button", name="Mail me a code").click()
    page.wait_for_url("**/account/login/code/confirm/**")
    page.get_by_label("Code").fill(code_in(mails_to(address)[-1]))
    page.get_by_role("button", name="Confirm").click()


def test_from_the_join_page_to_signing_in_with_a_passkey(chromium: Browser, site: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/join/")
    look_over(page)
    page.get_by_label("E-mail address").first.fill(WALKER)
    page.get_by_label("Send me news of the coalition").check()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    assert context.cookies() == []
    look_over(page)

    work_off()
    page.goto(site + link_in(mails_to(WALKER)[-1]))
    look_over(page)
    page.get_by_role("button", name="Yes, I want to join").click()
    expect(page.get_by_role("heading", name="Welcome to the coalition")).to_be_visible()
    assert context.cookies() == []
    look_over(page)

    sign_in_by_code(page, site, WALKER)
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    look_over(page)
    for path in ("/account/erase/", "/account/two-factor/", "/account/two-factor/totp/activate/", "/account/email/"):
        page.goto(site + path)
        look_over(page)

    authenticator = context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{site}/account/two-factor/webauthn/add/")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/account/two-factor/recovery-codes/**")
    look_over(page)

    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/account/login/")
    look_over(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/account/")
    expect(page.locator(".lede")).to_have_text(WALKER)
    context.close()


def test_staff_reach_the_editing_pages_with_both_factors_only(chromium: Browser, site: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    staff = demo_sign_ins()[0]
    sign_in_by_code(page, site, staff.email, path="/admin/")
    page.wait_for_url("**/account/two-factor/authenticate/**")
    look_over(page)
    wait_for_a_fresh_step(15)
    page.locator("input[name=code]").fill(staff.current_code())
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url(f"{site}/admin/")
    page.goto(f"{site}/admin/members/")
    expect(page.get_by_role("link", name="member@example.org")).to_be_visible()
    context.close()
