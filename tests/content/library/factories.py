"""Makes the library's pages, topics and PDFs for tests."""

from datetime import UTC, date, datetime
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Locale

from content.api import get_home_page, render_pdf
from content.library.models import (
    EventIndexPage,
    EventPage,
    PolicyAsk,
    PolicyDocumentPage,
    PolicyIndexPage,
    PublicationIndexPage,
    PublicationPage,
)
from content.topics.models import Topic


def published(page: Any, parent: Any = None) -> Any:
    """The page, put under another one (the home page) and published."""
    (parent or get_home_page()).add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def make_topic(name: str = "Biomarker testing", spanish: str = "", **fields: Any) -> Topic:
    """A topic, with its Spanish name if there is one."""
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    topic = Topic.objects.create(name=name, slug=slug, locale=Locale.get_default(), **fields)
    if spanish:
        copy = topic.copy_for_translation(Locale.objects.get(language_code="es"))
        copy.name = spanish
        copy.save()
    return topic


def make_publications() -> PublicationIndexPage:
    """A published, empty index of publications."""
    return published(PublicationIndexPage(title="Publications", slug="publications"))


def make_publication(index: PublicationIndexPage, title: str = "A report", topics: Any = (), **fields: Any) -> Any:
    """A published publication."""
    page = PublicationPage(title=title, **{"published_on": date(2026, 3, 4), **fields})
    index.add_child(instance=page)
    page.topics = list(topics)
    page.save_revision().publish()
    return PublicationPage.objects.get(pk=page.pk)


def make_ledger() -> PolicyIndexPage:
    """A published, empty ledger."""
    return published(PolicyIndexPage(title="Asked and got", slug="asked"))


def make_policy_document(ledger: PolicyIndexPage, *asks: PolicyAsk, title: str = "A letter", **fields: Any) -> Any:
    """A published policy document with these asks."""
    page = PolicyDocumentPage(title=title, **{"agency": "Example Agency", "submitted_on": date(2026, 1, 2), **fields})
    page.asks = list(asks)
    return published(page, ledger)


def make_events() -> EventIndexPage:
    """A published, empty index of events."""
    return published(EventIndexPage(title="Events", slug="events"))


def make_event(index: EventIndexPage, title: str = "A meeting", **fields: Any) -> EventPage:
    """A published event; in the far future unless told otherwise."""
    times = {
        "starts_at": datetime(2036, 7, 1, 14, 0, tzinfo=UTC),
        "ends_at": datetime(2036, 7, 1, 15, 30, tzinfo=UTC),
    }
    page = EventPage(title=title, **{**times, **fields})
    return published(page, index)


def pdf_bytes(title: str = "A report on sound sleep") -> bytes:
    """A small real PDF, as the site itself makes them."""
    return render_pdf(
        "plans/strategic_plan.typ",
        {
            "title": title,
            "organisation": "Example Coalition",
            "language": "en",
            "summary": "Words about melatonin.",
            "notice": "",
            "story": [],
            "pillars": [],
            "url": "https://example.org",
            "words": {"history": "", "links": "", "address": ""},
        },
    )


def make_document(content: bytes, name: str = "report.pdf", title: str = "A report") -> Any:
    """An uploaded document."""
    document = get_document_model()(title=title)
    document.file.save(name, ContentFile(content))
    document.file_hash = ""
    document.save()
    return document
