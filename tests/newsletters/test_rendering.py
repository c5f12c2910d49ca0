import re
from datetime import timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from content.api import get_home_page
from delivery.api import Recipient, render_preview
from newsletters.audience import recipient_for
from newsletters.models import IssuePage
from newsletters.rendering.document import RenderedMail, render_issue
from newsletters.rendering.rich_text import html_to_plain_text, wrapped
from newsletters.rendering.slots import LONGEST_NAME, fill_slots, first_name_for, slots_in, unknown_slots
from newsletters.sending import mail_content, sender_of
from tests.newsletters.factories import (
    SubscriptionFactory,
    make_archive,
    make_issue,
    set_postal_address,
)

EVERY_BLOCK = [
    (
        "hero",
        {
            "eyebrow": "November",
            "heading": "Seven steps",
            "lede": "Why a test is not enough.",
            "link": {"url": "https://example.org/plan"},
            "link_label": "Read the plan",
        },
    ),
    (
        "text",
        {
            "text": '<p>Dear {{ first_name }}, <b>news</b> &amp; <a href="https://example.org/a?b=1&amp;c=2">a link</a>.</p><ul><li>one</li><li>two</li></ul>'
        },
    ),
    (
        "quote",
        {
            "words": "Late results help nobody.",
            "person": "Avery Example",
            "role": "fictional",
            "source_label": "Invented",
            "source": {"url": "https://example.org/source"},
        },
    ),
    ("columns", {"left": {"heading": "Left", "text": "<p>L</p>"}, "right": {"heading": "Right", "text": "<p>R</p>"}}),
    ("divider", {}),
    ("button", {"label": "Go", "link": {"url": "https://example.org/go"}}),
]


@pytest.fixture
def issue(db) -> IssuePage:
    set_postal_address()
    return make_issue(body=EVERY_BLOCK, preheader="What is inside", subject="News for {{ first_name }}")


def sent_to(issue: IssuePage, **member) -> "Parsed":
    subscription = SubscriptionFactory.create(newsletter=issue.newsletter)
    for name, value in member.items():
        setattr(subscription.member, name, value)
    recipient = recipient_for(subscription, issue.newsletter.reader_word)
    raw = render_preview(mail_content(render_issue(issue)), sender_of(issue.newsletter), recipient)
    return Parsed(raw, recipient)


class Parsed:
    def __init__(self, raw: bytes, recipient: Recipient) -> None:
        self.raw = raw
        self.recipient = recipient
        self.message = message_from_bytes(raw, policy=policy.default)
        self.html = self.message.get_body(("html",)).get_content()
        self.text = self.message.get_body(("plain",)).get_content()


def test_the_mail_parses_back_to_what_was_meant(issue):
    mail = sent_to(issue, first_name="Zoë")
    assert mail.message["Subject"] == "News for Zoë"
    assert mail.message["From"].addresses[0].addr_spec == "newsletters@mail.example.org"
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.message["List-Unsubscribe"] == f"<{mail.recipient.unsubscribe_url}>"
    for part in (mail.html, mail.text):
        assert "Zoë" in part
        assert "{{" not in part
        assert mail.recipient.unsubscribe_url in part
        assert mail.recipient.values["preferences_url"] in part
        assert "1 Example Street" in part
        assert "because you subscribed" in part
        assert "https://example.org/go" in part
    assert "https://example.org/a?b=1&c=2" in mail.text


def test_the_html_is_made_for_mail_programs(issue):
    html = render_issue(issue).html
    assert "<!--[if mso]>" in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    body = html[html.index("<body") :]
    assert "<style" not in body, "rules that matter everywhere stand in style attributes"
    assert 'style="' in body
    assert not re.search(r'(?:href|src)="/', html), "nothing may be relative"
    assert not re.search(r"<script|<link|<form|<iframe|@import|javascript:", html)
    assert len(html.encode()) < 40_000


class TagBalance(HTMLParser):
    """Finds elements that close in another order than they opened."""

    VOID = frozenset({"meta", "img", "br", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_tables_and_conditionals_are_balanced(issue):
    html = render_issue(issue).html
    balance = TagBalance()
    balance.feed(html)
    assert balance.open == []
    assert html.count("<!--[if mso]>") == html.count("<![endif]-->")
    outlook = re.sub(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", r"\1", html, flags=re.DOTALL)
    balance = TagBalance()
    balance.feed(outlook)
    assert balance.open == [], "what Outlook sees is balanced too"


def test_layout_tables_are_hidden_from_screen_readers(issue):
    html = render_issue(issue).html
    tables = re.findall(r"<table\b[^>]*>", html)
    assert tables
    assert all('role="presentation"' in table for table in tables)


def test_the_archive_holds_no_personal_data_and_no_cookie(client, issue):
    issue.save_revision().publish()
    SubscriptionFactory.create(newsletter=issue.newsletter)
    page = client.get("/newsletters/" + issue.newsletter.slug + "/first/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "Dear reader," in html
    assert "{{" not in html
    assert "unsubscribe/" not in html
    assert "preferences/" not in html
    assert not client.cookies
    assert client.get(page.request["PATH_INFO"]).content == page.content


def test_the_feed_carries_the_issue_with_absolute_addresses(client, issue):
    home = get_home_page()
    issue.body = [
        *EVERY_BLOCK_AS_STREAM(issue),
        ("text", {"text": f'<p><a linktype="page" id="{home.pk}">home</a></p>'}),
    ]
    issue.save_revision().publish()
    feed = client.get(f"/newsletters/{issue.newsletter.slug}/feed/")
    assert feed["Content-Type"].startswith("application/rss+xml")
    assert "Dear reader" in feed.content.decode()
    assert 'href=&quot;/"' not in feed.content.decode()
    assert "http://localhost:8000/newsletters/" in feed.content.decode()


def EVERY_BLOCK_AS_STREAM(issue: IssuePage) -> list:  # noqa: N802 - reads as the constant it stands for
    return [(child.block_type, child.value) for child in issue.body]


def test_spanish_issues_speak_spanish_where_words_are_ours(db):
    from wagtail.models import Locale

    from tests.newsletters.factories import NewsletterFactory

    newsletter = NewsletterFactory.create(locale=Locale.objects.get(language_code="es"), reader_word="lectora")
    issue = make_issue(make_archive(newsletter), locale=newsletter.locale)
    mail = render_issue(issue)
    assert '<html lang="es"' in mail.html
    for part in (mail.html, mail.text):
        assert "Darse de baja con un clic" in part
        assert "porque se suscribió a" in part
        assert "Unsubscribe" not in part


def test_a_block_that_is_useless_by_then_is_left_out_of_late_mail_but_stays_in_the_archive(db):
    hearing = timezone.now() + timedelta(days=2)
    body = [
        ("text", {"text": "<p>Always.</p>"}),
        ("text", {"text": "<p>Hearing on Tuesday.</p>", "useless_after": hearing.isoformat()}),
    ]
    issue = make_issue(body=body)
    early, late = render_issue(issue), render_issue(issue, at=hearing + timedelta(minutes=1))
    assert "Hearing" in early.html
    assert "Hearing" in early.text
    assert "Hearing" not in late.html + late.text
    assert "Always" in late.html
    assert "Hearing" in issue.body_for_the_web()


def test_late_mail_says_what_stands_instead(db):
    hearing = timezone.now() + timedelta(days=2)
    value = {
        "text": "<p>Come to the hearing.</p>",
        "useless_after": hearing.isoformat(),
        "instead": "<p>It is over.</p>",
    }
    issue = make_issue(body=[("text", value)])
    early, late = render_issue(issue), render_issue(issue, at=hearing)
    assert "Come to the hearing" in early.html
    assert "It is over" not in early.html + early.text
    assert "Come to the hearing" not in late.html + late.text
    assert "It is over." in late.html
    assert "It is over." in late.text


def test_words_for_afterwards_need_to_know_when_that_begins(db):
    issue = make_issue(body=[("text", {"text": "<p>x</p>", "instead": "<p>y</p>"})])
    with pytest.raises(ValidationError) as refused:
        issue.body.stream_block.clean(issue.body)
    assert "useless_after" in str(refused.value.block_errors[0].block_errors)


def test_editors_text_is_escaped_and_markup_in_plain_fields_stays_text(db):
    issue = make_issue(body=[("hero", {"heading": "<script>alert(1)</script> & {{ first_name }}"})], preheader="<b>")
    html = render_issue(issue).html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;" in html


def test_plain_text_of_rich_text():
    html = (
        "<h3>Next</h3><p>A <a href='https://example.org/'>link</a> and<br/>a break.</p>"
        "<ol><li>first</li><li>second<ul><li>nested</li></ul></li></ol><p>mail <a href='mailto:a@example.org'>a@example.org</a></p>"
    )
    assert html_to_plain_text(html) == (
        "Next\n----\n\nA link (https://example.org/) and\na break.\n\n"
        "1. first\n2. second\n  - nested\n\nmail a@example.org"
    )


@given(st.lists(st.text(st.characters(exclude_characters="{}\ue000\ue001"), min_size=1, max_size=30), max_size=30))
def test_wrapping_loses_no_word_and_breaks_no_slot(words):
    text = " {{ first_name }} ".join(words)
    lines = wrapped(text)
    assert lines.count("{{ first_name }}") == max(len(words) - 1, 0)
    assert lines.split() == text.split()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=200))
@example(name="\u202eevil\u2066")
@example(name="{{ unsubscribe_url }}")
@example(name="<img src=x onerror=alert(1)>\r\nBcc: x@example.org")
@example(name="x" * 10_000)
@example(name="\x0b\x0c\x1c\x1d\x1e\u2028")
@example(name="\ud800")
def test_any_name_fits_its_slot(name):
    shown = first_name_for(name, "reader")
    assert 0 < len(shown) <= LONGEST_NAME
    assert shown.isprintable()
    assert "{" not in shown
    mail = RenderedMail(subject="Hi {{ first_name }}", html="<p>{{ first_name }}</p>", text="{{ first_name }}")
    filled = mail.for_reader({"first_name": shown})
    assert "<img" not in filled.html
    raw = render_preview(
        mail_content(
            RenderedMail(
                subject="Hi {{ first_name }}", html="<p>Dear {{ first_name }},</p>", text="Dear {{ first_name }},\n"
            )
        ),
        SENDER,
        Recipient(
            key="a", address="a@example.org", values={"first_name": shown}, unsubscribe_url="https://example.org/u"
        ),
    )
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["Bcc"] is None
    assert parsed.get_body(("plain",)).get_content().strip() == f"Dear {shown},"
    assert str(parsed["Subject"]) == f"Hi {' '.join(shown.split())}"


def test_slots():
    assert slots_in("{{ first_name }} {{first_name}} {{ x y }}") == {"first_name", "x y"}
    assert unknown_slots("{{ first_name }}", "{{ 7*7 }} {{ settings.SECRET_KEY }}", "{% if x %}", "{{ open") == [
        "%}",
        "7*7",
        "settings.SECRET_KEY",
        "{%",
        "{{",
    ]
    assert fill_slots("{{first_name}} {{ other }}", {"first_name": "A"}) == "A {{ other }}"


from delivery.api import Sender  # noqa: E402

SENDER = Sender(name="Example", address="newsletters@mail.example.org")
