"""What a published page, fact or document says, as search keeps it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import ForeignKey
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from content.evidence.fact_values import FactValue
from content.library.models import DocumentPreview
from content.search.folding import clean
from content.search.types import DOCUMENT, FACT, type_of

MOST_TITLE, MOST_SUMMARY, MOST_TEXT = 500, 2_000, 150_000


@dataclass(frozen=True)
class Content:
    """One entry before it is written; texts are cleaned and no longer than search keeps them."""

    kind: str
    language: str
    type: str
    title: str
    summary: str = ""
    text: str = ""
    topics: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    day: date | None = None
    page_id: int | None = None
    fact_id: int | None = None
    document_id: int | None = None


def page_content(page: Any) -> Content:
    """What a page says: every field that it declares as searched, and the words of the PDF that it publishes."""
    texts = list(_field_texts(page, page.search_fields))
    documents: list[int] = list(getattr(page, "search_documents", []))
    if documents:
        texts += DocumentPreview.objects.filter(document__in=documents).values_list("text", flat=True)
    about = [topic.pk for topic in page.topics.all()] if hasattr(page, "topics") else []
    summary = getattr(page, "summary", "") or page.search_description
    return Content(
        kind="page",
        language=page.locale.language_code,
        type=type_of(page),
        title=clean(page.title)[:MOST_TITLE],
        summary=clean(summary)[:MOST_SUMMARY],
        text=clean(" ".join(texts)[: 2 * MOST_TEXT])[:MOST_TEXT],
        topics=about,
        documents=documents,
        day=_day(getattr(page, "search_date", None) or page.first_published_at),
        page_id=page.pk,
    )


def fact_content(fact: FactValue) -> Content:
    """What a fact says in one language."""
    words = (fact.unit, fact.population, fact.period, fact.source_citation, fact.slug.replace("-", " "))
    return Content(
        kind="fact",
        language=fact.language,
        type=FACT,
        title=clean(fact.statement)[:MOST_TITLE],
        summary=clean(fact.display)[:MOST_SUMMARY],
        text=clean(" ".join(words))[:MOST_TEXT],
        day=fact.as_of,
        fact_id=fact.identifier,
    )


def document_contents(page: Any) -> list[Content]:
    """The documents that a page offers beside the one it publishes itself."""
    own = set(getattr(page, "search_documents", []))
    wanted = set(_documents_offered(page)) - own
    documents = get_document_model().objects.select_related("preview").filter(pk__in=wanted)
    return [
        Content(
            kind="document",
            language=page.locale.language_code,
            type=DOCUMENT,
            title=clean(document.title)[:MOST_TITLE],
            text=clean(getattr(getattr(document, "preview", None), "text", "") or document.filename)[:MOST_TEXT],
            day=_day(document.created_at),
            page_id=page.pk,
            document_id=document.pk,
        )
        for document in documents
        if not document.collection.get_view_restrictions()
    ]


def _field_texts(instance: Any, fields: Iterable[Any]) -> Iterator[str]:
    for entry in fields:
        if isinstance(entry, index.SearchField):
            if not (isinstance(instance, Page) and entry.field_name == "title"):
                yield from _texts(entry.get_value(instance))
        elif isinstance(entry, index.RelatedFields):
            related = entry.get_value(instance)
            rows = related.all() if hasattr(related, "all") else [related] if related is not None else []
            for row in rows:
                yield from _field_texts(row, entry.fields)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif value is not None:
        yield str(value)


def _documents_offered(page: Any) -> Iterator[int]:
    model = get_document_model()
    for entry in page._meta.get_fields():
        if isinstance(entry, StreamField):
            yield from _documents_in(list(getattr(page, entry.name).raw_data))
        elif isinstance(entry, ForeignKey) and entry.related_model is model:
            identifier = getattr(page, entry.attname)
            if identifier:
                yield identifier


def _documents_in(raw: Any) -> Iterator[int]:
    """The ids in raw block data under the name `document`, as the block of files calls it."""
    if isinstance(raw, dict):
        for name, value in raw.items():
            if name == "document" and isinstance(value, int):
                yield value
            else:
                yield from _documents_in(value)
    elif isinstance(raw, list | tuple):
        for value in raw:
            yield from _documents_in(value)


def _day(moment: Any) -> date | None:
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment if isinstance(moment, date) else None
