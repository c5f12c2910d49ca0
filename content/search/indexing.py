"""Writes the entries of search, and takes them away."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from content.evidence.models import Fact
from content.evidence.registry import fact_values
from content.search.extraction import Content, document_contents, fact_content, page_content
from content.search.folding import fold, trigrams_of, words_of
from content.search.languages import configuration_of
from content.search.models import SearchEntry, SearchWord

_CONFLICTS = {
    "page": "(page_id) WHERE kind = 'page'",
    "fact": "(fact_id, language) WHERE kind = 'fact'",
    "document": "(document_id, language) WHERE kind = 'document'",
}
# The weights are PostgreSQL's: A counts 1.0, B 0.4, D 0.1 (documentation, 12.3.3).
_WRITE = """
INSERT INTO search_searchentry (kind, language, page_id, fact_id, document_id, type, title, summary, text, topics,
    documents, day, indexed_at, head, vector)
VALUES (%(kind)s, %(language)s, %(page_id)s, %(fact_id)s, %(document_id)s, %(type)s, %(title)s, %(summary)s,
    %(text)s, %(topics)s::bigint[], %(documents)s::bigint[], %(day)s, %(indexed_at)s,
    setweight(to_tsvector(%(configuration)s::regconfig, %(folded_title)s), 'A')
        || setweight(to_tsvector(%(configuration)s::regconfig, %(folded_summary)s), 'B'),
    setweight(to_tsvector(%(configuration)s::regconfig, %(folded_title)s), 'A')
        || setweight(to_tsvector(%(configuration)s::regconfig, %(folded_summary)s), 'B')
        || setweight(to_tsvector(%(configuration)s::regconfig, %(folded_text)s), 'D'))
ON CONFLICT {conflict} DO UPDATE SET language = excluded.language, page_id = excluded.page_id, type = excluded.type,
    title = excluded.title, summary = excluded.summary, text = excluded.text, topics = excluded.topics,
    documents = excluded.documents, day = excluded.day, indexed_at = excluded.indexed_at, head = excluded.head,
    vector = excluded.vector
"""


def index_page(page_id: int) -> None:
    """Bring the entries of a page, and of the documents that it offers, in step with what is published."""
    found = Page.objects.filter(pk=page_id, live=True, depth__gt=1).first()
    with transaction.atomic():
        if found is None:
            forget_page(page_id)
            return
        page = found.specific
        offered = document_contents(page)
        SearchEntry.objects.filter(kind="document", page_id=page_id).exclude(
            document_id__in=[content.document_id for content in offered]
        ).delete()
        for content in (page_content(page), *offered):
            write(content)


def forget_page(page_id: int) -> None:
    """Take away the entries of a page that is not published any more."""
    SearchEntry.objects.filter(page_id=page_id).delete()


def index_fact(fact_id: int) -> None:
    """Bring a fact's entries in step, one per language; a fact that was replaced is not found."""
    rows = Fact.objects.filter(pk=fact_id, replaced_by__isnull=True, current__isnull=False)
    with transaction.atomic():
        languages = set()
        for code, _name in settings.LANGUAGES:
            for value in fact_values(rows, code):
                # A fact without a translation is found in every language by the words it has.
                write(fact_content(value), language=code)
                languages.add(code)
        SearchEntry.objects.filter(kind="fact", fact_id=fact_id).exclude(language__in=languages).delete()


def pages_with_words_of(document_id: int) -> list[int]:
    """The pages whose entries hold the words of a document, or that offer it."""
    holding = SearchEntry.objects.filter(documents__contains=[document_id]).values_list("page_id", flat=True)
    offering = SearchEntry.objects.filter(document_id=document_id).values_list("page_id", flat=True)
    return sorted({page_id for page_id in (*holding, *offering) if page_id})


def write(content: Content, *, language: str | None = None) -> None:
    """Insert or replace one entry and make its words known; safe when two publish the same thing at once."""
    spoken = language or content.language
    parameters: dict[str, Any] = {
        **{name: getattr(content, name) for name in content.__dataclass_fields__},
        "language": spoken,
        "configuration": configuration_of(spoken),
        "folded_title": fold(content.title),
        "folded_summary": fold(content.summary),
        "folded_text": fold(content.text),
        "indexed_at": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE.format(conflict=_CONFLICTS[content.kind]), parameters)
    learn_words(spoken, words_of(f"{content.title} {content.summary} {content.text}"))


def learn_words(language: str, words: Iterable[str]) -> None:
    """Make words known that may be suggested."""
    SearchWord.objects.bulk_create(
        # In one order, so that two who publish at once never wait for each other in a circle.
        [SearchWord(language=language, word=word, trigrams=trigrams_of(word)) for word in sorted(words)],
        batch_size=1000,
        ignore_conflicts=True,
    )
