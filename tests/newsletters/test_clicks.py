"""Counting clicks: what is a person, what a machine, and that a counted link leads nowhere else."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from delivery.api import show_message
from newsletters.clicks import (
    Visit,
    client_key,
    count_click,
    count_links,
    forget_recent,
    link_of,
    looks_like_a_machine,
    signed_reference,
)
from newsletters.models import IssueLink, IssueSending, RecentClicks
from newsletters.rendering.document import RenderedMail
from newsletters.sending import Order, newest_version, order_sending, start_due_sendings
from tests.newsletters.factories import StaffFactory, SubscriptionFactory, make_issue, set_postal_address
from tests.newsletters.test_staff_pages import address, enter

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOON = datetime(2031, 1, 15, 12, 0, tzinfo=UTC)
LEFT = int(NOON.timestamp()) - 3600
LONG_AGO = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


def make_sending(links: int) -> list[IssueLink]:
    issue = make_issue()
    sending = IssueSending.objects.create(
        issue=issue, newsletter=issue.newsletter, scheduled_at=NOON, requested_at=NOON
    )  # fmt: skip
    return IssueLink.objects.bulk_create(
        IssueLink(sending=sending, number=number, target=f"https://example.org/{number}") for number in range(links)
    )


def visit(client: str = "one", agent: str = BROWSER, after: float = 0) -> Visit:
    return Visit(client=client, agent=agent, at=NOON + timedelta(seconds=after))


def counts(links: list[IssueLink]) -> list[tuple[int, int]]:
    return list(
        IssueLink.objects.filter(pk__in=[link.pk for link in links])
        .order_by("pk")
        .values_list("clicks", "machine_clicks")
    )


@pytest.mark.parametrize(
    ("agent", "after", "expected"),
    [
        (BROWSER, 3600, False),
        (BROWSER, 10, False),
        (BROWSER, 9, True),
        ("", 3600, True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", 3600, True),
        ("python-requests/2.32", 3600, True),
        ("Mozilla/5.0 HeadlessChrome/130.0", 3600, True),
        ("BarracudaCentral", 3600, True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", 3600, False),
        ("Mozilla/5.0 (Linux; Android 15; CUBOT KINGKONG) Chrome/130.0 Mobile Safari/537.36", 3600, False),
    ],
)
def test_agent_and_haste_give_machines_away(agent, after, expected):
    assert looks_like_a_machine(visit(agent=agent, after=after), int(NOON.timestamp())) is expected


def test_without_the_moment_of_leaving_only_the_agent_counts():
    assert not looks_like_a_machine(visit(), 0)


def test_the_same_visitor_counts_once_a_minute_per_link():
    links = make_sending(2)
    for after in (0, 5, 59):
        count_click(links[0], visit(after=after), LEFT)
    assert counts(links) == [(1, 0), (0, 0)]
    count_click(links[0], visit(after=61), LEFT)
    count_click(links[0], visit("two", after=61), LEFT)
    assert counts(links) == [(3, 0), (0, 0)]


def test_who_follows_everything_at_once_was_a_machine_from_the_first_click():
    links = make_sending(6)
    for number, link in enumerate(links):
        count_click(link, visit(after=number), LEFT)
    assert counts(links) == [(0, 1)] * 6
    count_click(links[0], visit("somebody else", after=8), LEFT)
    assert counts(links)[0] == (1, 1)


def test_all_links_of_a_short_mail_at_once_are_a_machine_but_two_are_not():
    three, two = make_sending(3), make_sending(2)
    for links in (three, two):
        for link in links:
            count_click(link, visit(), LEFT)
    assert counts(three) == [(0, 1)] * 3
    assert counts(two) == [(1, 0)] * 2


def test_a_thorough_reader_stays_a_person():
    links = make_sending(5)
    for number, link in enumerate(links):
        count_click(link, visit(after=number * 11), LEFT)
    assert counts(links) == [(1, 0)] * 5


@pytest.mark.django_db(transaction=True)
def test_a_scanner_with_many_connections_is_counted_exactly():
    links = make_sending(8)
    barrier = Barrier(4)

    def scan(part: int) -> None:
        barrier.wait()
        try:
            for link in links[part::4]:
                count_click(link, visit(), LEFT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(scan, range(4)))
    assert counts(links) == [(0, 1)] * 8


def test_nothing_about_a_visitor_stays_longer_than_a_minute():
    links = make_sending(1)
    count_click(links[0], visit(), LEFT)
    assert forget_recent(NOON + timedelta(seconds=60)) == 0
    assert forget_recent(NOON + timedelta(seconds=61)) == 1
    assert not RecentClicks.objects.exists()
    keys = {client_key("net", "agent", day) for day in ("2031-01-15", "2031-01-16")}
    assert len(keys) == 2, "the same visitor cannot be recognised on another day"


def test_a_counted_link_leads_where_the_issue_led_and_nowhere_else(client):
    (link,) = make_sending(1)
    path = f"/newsletters/go/{signed_reference(link.pk)}/{LONG_AGO}/"
    answer = client.get(
        path, {"next": "https://evil.example/", "target": "//evil.example"}, headers={"user-agent": BROWSER}
    )
    assert (answer.status_code, answer["Location"]) == (302, "https://example.org/0")
    assert answer["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert client.head(path, headers={"user-agent": BROWSER}).status_code == 302
    assert counts([link]) == [(1, 0)], "looking with HEAD counts nothing"
    assert client.post(path).status_code == 405
    other = IssueLink.objects.create(sending=link.sending, number=9, target="https://example.org/other")
    forged = signed_reference(link.pk).replace(f"{link.pk}-", f"{other.pk}-", 1)
    for reference in (forged, str(link.pk), f"{link.pk}-", "x-y", "9" * 400, f"{link.pk}-{'0' * 32}"):
        assert client.get(f"/newsletters/go/{reference}/{LONG_AGO}/").status_code == 404
    assert client.get(f"/newsletters/go/{signed_reference(link.pk)}/{'9' * 400}/").status_code == 302


@given(st.text(max_size=60))
def test_no_made_up_reference_names_a_link(reference):
    assert link_of(reference) is None


def test_only_web_links_without_slots_are_counted():
    sending = make_sending(0) or IssueSending.objects.get()
    html = (
        '<a class="x" href="https://example.org/?a=1&amp;b=2">One &amp; <b>two</b></a>'
        '<a href="https://example.org/?a=1&amp;b=2">Again</a><a href="{{ unsubscribe_url }}">Leave</a>'
        '<a href="mailto:a@example.org">Mail</a><a href="https://example.org/p"><img src="p.png" alt="A chart"></a>'
    )
    (mail,) = count_links(sending, [RenderedMail("S", html, "https://example.org/")])
    links = list(IssueLink.objects.all())
    assert [(link.target, link.words) for link in links] == [
        ("https://example.org/?a=1&b=2", "One & two"),
        ("https://example.org/p", "A chart"),
    ]
    assert mail.html.count(f"/newsletters/go/{signed_reference(links[0].pk)}/{{{{ left_at }}}}/") == 2
    assert '<a href="{{ unsubscribe_url }}">Leave</a><a href="mailto:a@example.org">Mail</a>' in mail.html
    assert mail.text == "https://example.org/"


def test_from_the_mail_to_the_page_and_the_numbers_of_staff(client, staff):
    set_postal_address()
    body = [("text", {"text": '<p>Dear {{ first_name }}, <a href="https://example.org/study">read it</a>.</p>'})]
    issue = make_issue(body=body, preheader="Inside")
    reader = SubscriptionFactory.create(newsletter=issue.newsletter)
    _version, revision = newest_version(issue)
    order_sending(issue, Order(revision_id=revision.pk), actor=StaffFactory.create())
    start_due_sendings()
    message = show_message(IssueSending.objects.get().mailing_id, reader.member.email)
    joined = message.replace(b"=\r\n", b"").replace(b"=3D", b"=").decode()
    study = IssueLink.objects.get(target="https://example.org/study")
    found = re.search(rf'href="http://localhost:8000(/newsletters/go/{study.pk}-[0-9a-f]{{32}}/(\d+)/)"', joined)
    assert found, "the link is counted and its slot is filled"
    assert abs(int(found.group(2)) - timezone.now().timestamp()) < 3600
    earlier = found.group(1).replace(found.group(2), str(LONG_AGO))
    assert client.get(earlier, headers={"user-agent": BROWSER})["Location"] == "https://example.org/study"
    assert reader.member.email not in str(list(RecentClicks.objects.values()))
    enter(client, staff)
    assert "read it" in client.get(address(issue)).content.decode()
    rows = client.get(address(issue, "clicks.csv")).content.decode().splitlines()
    assert "https://example.org/study,read it,1,0" in rows


def test_a_newsletter_that_counts_no_clicks_keeps_its_links(staff):
    set_postal_address()
    issue = make_issue(preheader="Inside")
    type(issue.newsletter).objects.update(counts_clicks=False)
    reader = SubscriptionFactory.create(newsletter=issue.newsletter)
    _version, revision = newest_version(issue)
    order_sending(issue, Order(revision_id=revision.pk), actor=staff)
    start_due_sendings()
    assert not IssueLink.objects.exists()
    assert b"/newsletters/go/" not in show_message(IssueSending.objects.get().mailing_id, reader.member.email)
