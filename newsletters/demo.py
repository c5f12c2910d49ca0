"""The demonstration newsletter: one issue sent to a dozen fictional readers, one draft, in English and Spanish.

The words say that they are a demonstration. Figures are cited from the evidence registry by
reference, and pages by choosing them; what this installation does not have is left out.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.apps import apps
from django.db import transaction
from django.utils import timezone, translation
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from content.api import BasePage, fact_by_slug, get_home_page, pathways_on
from members.api import Member
from newsletters import demo_texts
from newsletters.demo_texts import IssueWords, NewsletterWords
from newsletters.lobbying import approve_lobbying, lobbies
from newsletters.models import IssuePage, Newsletter, NewsletterIndexPage, NewsletterPage, Subscription
from newsletters.sending import Order, SendingRefusedError, newest_version, order_sending
from newsletters.subscriptions import subscribe_known_member

DEMO_SOURCE = "demo"
FIRST_ISSUE_DATE = date(2026, 10, 20)


def build_demo() -> None:
    """Create newsletters, archive pages, issues and readers; a second run changes nothing."""
    english = Locale.get_default()
    home = get_home_page()
    with transaction.atomic():
        brief = _newsletter(english, demo_texts.ENGLISH)
        index, archive = _archive(home, brief, demo_texts.ENGLISH)
        _readers(brief, "en")
        first = _issue(archive, demo_texts.SEVEN_STEPS, FIRST_ISSUE_DATE)
        _approve(_issue(archive, demo_texts.COVERAGE_DRAFT, timezone.localdate()))
    _send(first)
    spanish = Locale.objects.filter(language_code="es").first()
    spanish_home = home.get_translation_or_none(spanish) if spanish else None
    if spanish is None or spanish_home is None:
        return
    with transaction.atomic(), translation.override("es"):
        translated = _newsletter(spanish, demo_texts.SPANISH, original=brief)
        _index, archive = _archive(spanish_home, translated, demo_texts.SPANISH, originals=(index, archive))
        _readers(translated, "es")
        issue = _issue(archive, demo_texts.SEVEN_STEPS_ES, FIRST_ISSUE_DATE, original=first)
    _send(issue)


def _newsletter(locale: Locale, words: NewsletterWords, original: Newsletter | None = None) -> Newsletter:
    values: dict[str, Any] = {
        "name": words.name,
        "description": words.description,
        "sender_name": words.sender_name,
        "reader_word": words.reader_word,
        "cadence": Newsletter.Cadence.MONTHLY,
    }
    if original is not None:
        values["translation_key"] = original.translation_key
    return Newsletter.objects.get_or_create(locale=locale, slug=words.slug, defaults=values)[0]


def _archive(
    home: Page,
    newsletter: Newsletter,
    words: NewsletterWords,
    originals: tuple[NewsletterIndexPage, NewsletterPage] | None = None,
) -> tuple[NewsletterIndexPage, NewsletterPage]:
    index = NewsletterIndexPage.objects.child_of(home).first()
    if index is None:
        index = NewsletterIndexPage(title=words.index_title, slug="newsletters", summary=words.index_summary)
        _add(home, index, newsletter.locale, originals[0] if originals else None)
    archive = NewsletterPage.objects.child_of(index).filter(newsletter=newsletter).first()
    if archive is None:
        archive = NewsletterPage(title=words.name, slug=words.slug, newsletter=newsletter, summary=words.description)
        _add(index, archive, newsletter.locale, originals[1] if originals else None)
    return index, archive


def _add(parent: Page, page: BasePage, locale: Locale, original: Page | None, *, publish: bool = True) -> None:
    page.locale = locale
    if original is not None:
        page.translation_key = original.translation_key
    page.live = publish
    parent.add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish()


def _issue(
    archive: NewsletterPage, words: IssueWords, issue_date: date, original: IssuePage | None = None
) -> IssuePage:
    issue: IssuePage | None = IssuePage.objects.child_of(archive).filter(slug=words.slug).first()
    if issue is None:
        issue = IssuePage(
            title=words.title,
            slug=words.slug,
            subject=words.subject,
            preheader=words.preheader,
            summary=words.summary,
            purpose=words.purpose,
            issue_date=issue_date,
        )
        blocks = [block for kind, value in words.body if (block := _block(kind, value, archive)) is not None]
        issue.body = cast("Any", blocks)
        _add(archive, issue, archive.locale, original, publish=False)
    return issue


def _block(kind: str, value: dict[str, Any], archive: NewsletterPage) -> tuple[str, Any] | None:
    """Return a block as the stream takes it, or nothing when what it shows is not here."""
    here = _Here(archive.locale)
    match kind:
        case "text":
            html = demo_texts.with_facts(value["text"], _fact_identifier)
            found: dict[str, Any] | None = {"text": RichText(html)} if html else None
        case "fact":
            fact = apps.get_model("evidence", "Fact").objects.filter(slug=value["slug"]).first()
            found = {"fact": fact, "comment": value["comment"]} if fact else None
        case "pathway":
            page = here.published("plans.StrategicPlanPage")
            found = {**value, "page": page} if page and pathways_on(page) else None
        case "campaign":
            page = here.published("campaigns.CampaignPage")
            found = {**value, "page": page} if page else None
        case "articles":
            cards = [{"page": page} for label in value["types"] if (page := here.published(label))]
            words = {"heading": value["heading"], "link_label": value["link_label"]}
            found = {**words, "cards": cards} if cards else None
        case "quote":
            page = here.published("plans.StrategicPlanPage") or here.published("pages.HomePage")
            found = {**value, "source": {"page": page}} if page else None
        case "button":
            page = here.published("plans.StrategicPlanPage")
            found = {**value, "link": {"page": page}} if page else None
        case _:
            found = value
    return (kind, found) if found is not None else None


def _fact_identifier(slug: str) -> int:
    fact = fact_by_slug(slug)
    return fact.identifier if fact is not None else 0


@dataclass(frozen=True)
class _Here:
    """What is published in one language."""

    locale: Locale

    def published(self, label: str) -> Page | None:
        """Return the first published page of a type, chosen by the model's name; nothing where there is none."""
        try:
            model: Any = apps.get_model(label)
        except LookupError:
            return None
        page: Page | None = model.objects.live().filter(locale=self.locale).order_by("path").first()
        return page


def _readers(newsletter: Newsletter, language: str) -> None:
    for number, (first_name, last_name) in enumerate(demo_texts.READERS[language], start=1):
        email = f"{language}-reader-{number:02}@example.org"
        member = Member.objects.filter(email=email).first()
        if member is None:
            member = Member.objects.create_user(
                email,
                first_name=first_name,
                last_name=last_name,
                language=language,
                state=demo_texts.STATES[number % len(demo_texts.STATES)],
                email_confirmed_at=timezone.now(),
            )
        if not Subscription.objects.filter(member=member, newsletter=newsletter).exists():
            subscribe_known_member(member, newsletter, source=DEMO_SOURCE)


def _approve(issue: IssuePage) -> None:
    """Let a fictional publisher approve a draft that lobbies, so that the demo's only account with a password may send it."""
    if issue.live or not lobbies(issue) or issue.lobbying_approvals.exists():
        return
    publisher = Member.objects.filter(email=demo_texts.PUBLISHER).first()
    if publisher is None:
        publisher = Member.objects.create_user(
            demo_texts.PUBLISHER, first_name="Robin", last_name="Example", email_confirmed_at=timezone.now()
        )
    version, _revision = newest_version(issue)
    approve_lobbying(version, actor=publisher)


def _send(issue: IssuePage) -> None:
    """Publish an issue and order its sending, once; without staff or a postal address it is only published."""
    if issue.live:
        return
    version, revision = newest_version(issue)
    revision.publish()
    staff = Member.objects.filter(is_staff=True, is_superuser=True, is_active=True).order_by("pk").first()
    if staff is not None:
        with suppress(SendingRefusedError):
            order_sending(version, Order(revision_id=revision.pk), actor=staff)
