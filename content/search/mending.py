"""Brings the entries of search in step with everything published, whatever was missed."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery
from wagtail.models import Page

from content.evidence.models import Fact
from content.search.indexing import index_fact, index_page
from content.search.models import SearchEntry

# An entry is written within the publication, whose own time is taken a moment earlier.
_SLACK = timedelta(seconds=5)
_FORGET_WORDS = """
DELETE FROM search_searchword w WHERE w.language = %(language)s AND NOT w.word = ANY (
    SELECT word FROM ts_stat(format(
        'SELECT to_tsvector(''simple'', translate(title || '' '' || summary || '' '' || text, %%L, %%L))
         FROM search_searchentry WHERE language = %%L', %(accented)s::text, %(plain)s::text, %(language)s::text)))
"""


def mend(*, everything: bool = False, most: int = 2_000) -> int:
    """Write missing and outdated entries, at most so many, and remove those of pages that are not published.

    Returns how many were written. With `everything` each entry is written anew, without a limit.
    """
    SearchEntry.objects.filter(Q(page__live=False) | Q(fact__replaced_by__isnull=False)).delete()
    pages, facts = (_all_pages(), _all_facts()) if everything else (_outdated_pages(most), _outdated_facts(most))
    for page_id in pages:
        index_page(page_id)
    for fact_id in facts:
        index_fact(fact_id)
    return len(pages) + len(facts)


def forget_words() -> None:
    """Remove the words that nothing published contains any more."""
    from content.search.folding import ACCENTED, PLAIN  # noqa: PLC0415 - beside its one use

    with connection.cursor() as cursor:
        for code, _name in settings.LANGUAGES:
            cursor.execute(_FORGET_WORDS, {"language": code, "accented": ACCENTED, "plain": PLAIN})


def _all_pages() -> list[int]:
    return list(Page.objects.live().filter(depth__gt=1).order_by("pk").values_list("pk", flat=True))


def _all_facts() -> list[int]:
    return list(Fact.objects.order_by("pk").values_list("pk", flat=True))


def _outdated_pages(most: int) -> list[int]:
    entries = SearchEntry.objects.filter(kind="page", page=OuterRef("pk")).values("indexed_at")[:1]
    pages = Page.objects.live().filter(depth__gt=1).annotate(indexed_at=Subquery(entries))
    outdated = pages.filter(Q(indexed_at__isnull=True) | Q(indexed_at__lt=F("last_published_at") - _SLACK))
    return list(outdated.order_by("pk").values_list("pk", flat=True)[:most])


def _outdated_facts(most: int) -> list[int]:
    entries = SearchEntry.objects.filter(kind="fact", fact=OuterRef("pk")).order_by("indexed_at").values("indexed_at")
    counted = entries.order_by().values("fact").annotate(count=Count("pk")).values("count")
    facts = Fact.objects.filter(current__isnull=False, replaced_by__isnull=True).annotate(
        indexed_at=Subquery(entries[:1]), entries=Subquery(counted)
    )
    outdated = facts.filter(
        Q(indexed_at__isnull=True)
        | Q(entries__lt=len(settings.LANGUAGES))
        | Q(indexed_at__lt=F("current__created_at") - _SLACK)
    )
    return list(outdated.order_by("pk").values_list("pk", flat=True)[:most])
