"""One visitor's whole path through the running demo: plan, lesson, campaign, letters, newsletter, unsubscribing.

A real browser, the demo's own web server, workers, scheduler, PostgreSQL, Redis and mail catcher, and the
public data where it is at hand. Each station is looked at by axe at both widths in both colour schemes, and
pictures of it are kept in `var/browser-artefacts/`.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import axe_findings
from tests.browser.conftest import SCHEMES, WIDTHS
from tests.browser.pictures import keep_picture
from tests.browser.running_demo import RunningDemo, link_in, plain_text, running_demo
from tests.one_time_codes import wait_for_a_fresh_step
from tests.processes import wait_until

VISITOR = f"jordan.{uuid4().hex[:8]}@example.org"
ZIP_CODE_IN_ONE_DISTRICT = "59601"
DRAFT_ISSUE = "What a covered test changes"
SUBJECT = "what a covered test changes"
WAIT_MILLISECONDS = 60_000

Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """The demo, started for this module alone."""
    with running_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def page(chromium: Browser, demo: RunningDemo) -> Iterator[Page]:
    """A visitor's browser window, and what it complained about."""
    context = chromium.new_context(
        base_url=demo.address, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(WAIT_MILLISECONDS)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text
            else None
        ),
    )
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def look() -> Iterator[Look]:
    """Look at a station as it stands: axe and a picture at each width in each scheme. What axe found is told at the end."""
    folder = Path(settings.BASE_DIR) / "var" / "browser-artefacts"
    folder.mkdir(parents=True, exist_ok=True)
    stations = itertools.count(1)
    found: list[str] = []

    def look_at(page: Page, name: str) -> None:
        number = next(stations)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            for width in WIDTHS.values():
                page.set_viewport_size({"width": width, "height": 900})
                keep_picture(page, folder / f"{number:02}-{name}-{width}-{scheme}.png")
                found.extend(f"{name} at {width} px, {scheme}: {finding}" for finding in axe_findings(page))
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": 1280, "height": 900})

    yield look_at
    assert found == []


def test_the_whole_path(page: Page, demo: RunningDemo, look: Look) -> None:
    _read_the_plan(page, look)
    _take_the_lesson(page, demo, look)
    _write_the_letters(page, demo, look)
    _subscribe(page, demo, look)
    _have_staff_send_the_newsletter(page, demo)
    _unsubscribe(page, demo, look)


def _read_the_plan(page: Page, look: Look) -> None:
    page.goto("/")
    look(page, "home")
    page.get_by_role("navigation").first.get_by_role("link", name="Strategic plan", exact=False).first.click()
    look(page, "plans")
    page.get_by_role("main").get_by_role("link", name=re.compile("2023")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2023")
    main = page.get_by_role("main")
    for emphasis in ("education", "advocacy", "evidence development"):
        expect(main).to_contain_text(re.compile(emphasis, re.IGNORECASE))
    look(page, "plan")


def _take_the_lesson(page: Page, demo: RunningDemo, look: Look) -> None:
    page.get_by_role("navigation").first.get_by_role("link", name="Learn", exact=True).first.click()
    look(page, "learn")
    page.get_by_role("link", name="From test to treatment: where patients are lost").click()
    look(page, "module")
    page.get_by_role("link", name="Start the first lesson").click()
    for number in (1, 2, 3):
        expect(page.locator(".eyebrow").first).to_contain_text(f"Lesson {number} of 3")
        look(page, f"lesson-{number}")
        page.get_by_role("button", name=re.compile("Mark as read")).click()
    _answer(page, look, 1, "Test results with the patient’s history, circumstances and values")
    page.get_by_label(re.compile("Your answer")).fill("300")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("Not quite.")).to_be_visible()
    look(page, "question-2-wrong")
    page.get_by_label(re.compile("Your answer")).fill("497")
    page.get_by_role("button", name="Answer again").click()
    expect(page.get_by_text("That is right.")).to_be_visible()
    page.get_by_role("link", name="Next question").click()
    _answer(page, look, 3, "A biopsy is performed", "A biomarker test is ordered", "The result comes in time")
    _answer(page, look, 4, "It shows both and says that they conflict")
    expect(page.get_by_text("answered 100% of the questions correctly")).to_be_visible()
    expect(page.get_by_role("link", name="Take this step")).to_have_attribute(
        "href", re.compile("/act/biomarker-testing/$")
    )
    look(page, "progress")
    page.get_by_role("link", name="Get my certificate").click()
    page.get_by_label(re.compile("Your name")).fill("Jordan Fictional")
    page.get_by_role("main").get_by_label(re.compile("E-mail address")).fill(VISITOR)
    look(page, "certificate-form")
    page.get_by_role("button", name="Make my certificate").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    _confirm(page, demo, look, "certificate")
    expect(page.get_by_text("This certificate is genuine and valid.")).to_be_visible()
    look(page, "certificate")


def _answer(page: Page, look: Look, number: int, *choices: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Question {number} of 4")
    for choice in choices:
        page.get_by_label(choice).check()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("That is right.")).to_be_visible()
    look(page, f"question-{number}")
    page.get_by_role("link", name=re.compile("Next question|See my result")).click()


def _confirm(page: Page, demo: RunningDemo, look: Look, what: str, *, beyond: int = 0) -> None:
    """Open the link of the newest confirmation mail; nothing may happen before the button is pressed."""
    message = demo.wait_for_message(VISITOR, "(?i)confirm", beyond=beyond)
    page.goto(link_in(message, "/confirm/"))
    look(page, f"confirm-{what}")
    page.get_by_role("main").get_by_role("button").first.click()


def _write_the_letters(page: Page, demo: RunningDemo, look: Look) -> None:
    page.get_by_role("navigation").first.get_by_role("link", name=re.compile("Act|Take action")).first.click()
    look(page, "act")
    page.get_by_role("main").get_by_role("link", name=re.compile("biomarker testing", re.IGNORECASE)).first.click()
    look(page, "campaign")
    page.get_by_role("main").get_by_role("link", name=re.compile("state", re.IGNORECASE)).first.click()
    main = page.get_by_role("main")
    main.get_by_label("First name").fill("Jordan")
    main.get_by_label("Last name").fill("Fictional")
    main.get_by_label("E-mail address").fill(VISITOR)
    main.get_by_label("ZIP code").fill(ZIP_CODE_IN_ONE_DISTRICT)
    look(page, "letter-start")
    main.get_by_role("button", name="Find my offices").click()
    for district in main.locator("select[name^=state_district]").all():
        district.select_option(index=1)
    main.get_by_label("Your own words").fill(
        "My neighbor waited five weeks for a test result. <b>That is too long.</b>"
    )
    look(page, "letter-offices")
    main.get_by_role("button", name="Read my letters").click()
    expect(main.get_by_text("That is too long").first).to_be_visible()
    look(page, "letter-preview")
    main.get_by_label(re.compile("agree|consent|send", re.IGNORECASE)).first.check()
    known = len(demo.messages_to(VISITOR, "(?i)confirm"))
    main.get_by_role("button", name=re.compile("^Send my")).click()
    expect(page).to_have_url(re.compile("/sent/$"))
    look(page, "letter-sent")
    _confirm(page, demo, look, "letters", beyond=known)
    expect(page).to_have_url(re.compile("/letters/"))

    def states() -> list[str]:
        page.reload()
        return [badge.inner_text() for badge in page.locator(".letter-states__head .badge").all()]

    wait_until(
        lambda: bool(states()) and all("Handed over" in state for state in states()),
        "every letter to be handed over",
        120,
    )
    look(page, "receipt")
    letters = [demo.mail.parsed(name) for name in demo.mail.names() if VISITOR not in demo.mail.recipients(name)]
    letters = [letter for letter in letters if VISITOR in str(letter["Reply-To"])]
    assert len(letters) == page.locator(".letter-states__head").count()
    for letter in letters:
        assert "via" in str(letter["From"])
        assert VISITOR not in str(letter["From"])


def _subscribe(page: Page, demo: RunningDemo, look: Look) -> None:
    page.goto("/newsletters/")
    look(page, "newsletters")
    known = len(demo.messages_to(VISITOR, "(?i)confirm"))
    page.get_by_role("contentinfo").get_by_label("E-mail address").fill(VISITOR)
    page.get_by_role("contentinfo").get_by_role("button", name="Sign up").click()
    look(page, "newsletter-check-mail")
    _confirm(page, demo, look, "newsletter", beyond=known)
    look(page, "newsletter-confirmed")


def _have_staff_send_the_newsletter(page: Page, demo: RunningDemo) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(base_url=demo.address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT_MILLISECONDS)
    staff = context.new_page()
    _sign_in(staff, demo)
    staff.goto("/admin/")
    staff.get_by_role("searchbox").or_(staff.get_by_placeholder(re.compile("Search all pages"))).first.fill(DRAFT_ISSUE)
    staff.keyboard.press("Enter")
    staff.get_by_role("link", name=re.compile(DRAFT_ISSUE)).first.click()
    staff.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    issue = re.search(r"/pages/(\d+)/", staff.url)
    assert issue
    staff.goto(f"/admin/newsletter-issues/{issue[1]}/")
    staff.get_by_role("button", name=re.compile("Look once more")).click()
    staff.get_by_role("button", name="Send it now").click()
    demo.wait_for_message(VISITOR, SUBJECT)
    context.close()


def _sign_in(staff: Page, demo: RunningDemo) -> None:
    """By e-mailed code and authenticator; each step waits for the page of the next, lest it fill the page before."""
    main = staff.get_by_role("main")
    staff.goto("/account/login/")
    main.get_by_label(re.compile("E-mail")).fill("staff@example.org")
    main.get_by_role("button").first.click()
    staff.wait_for_url("**/account/login/code/confirm/**")
    message = demo.wait_for_message("staff@example.org", "(?i)code|sign")
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", plain_text(message), re.MULTILINE)
    assert code
    main.get_by_label(re.compile("[Cc]ode")).fill(code[1])
    main.get_by_role("button").first.click()
    staff.wait_for_url("**/account/two-factor/authenticate/**")
    main.get_by_label(re.compile("[Cc]ode")).fill(_one_time_code(demo.staff_secret))
    main.get_by_role("button").first.click()
    staff.wait_for_url(f"{demo.address}/account/")


def _one_time_code(secret: str) -> str:
    wait_for_a_fresh_step(15)
    counter, *_later = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, counter)))


def _unsubscribe(page: Page, demo: RunningDemo, look: Look) -> None:
    issue = demo.wait_for_message(VISITOR, SUBJECT)
    assert issue.get_body(("html",)) is not None
    assert str(issue["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    page.goto(link_in(issue, "/unsubscribe/"))
    expect(page.get_by_role("heading", name="Unsubscribe", exact=True)).to_be_visible()
    look(page, "unsubscribe")
    page.get_by_role("main").get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    look(page, "unsubscribed")
