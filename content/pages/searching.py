"""Full-text search over the published pages and the facts, in PostgreSQL through Wagtail's search."""

import re
import unicodedata
from dataclasses import dataclass, field

from django.core.paginator import Page as PaginatedPage
from django.core.paginator import Paginator
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend

from content.blocks.linked_pages import LinkedPage, linked_pages
from content.evidence.api import FactValue, facts_by_id
from content.evidence.models import Fact

LONGEST_QUERY = 200
MOST_WORDS = 16
RESULTS_PER_PAGE = 12
FACTS_SHOWN = 4


@dataclass(frozen=True)
class SearchResults:
    """What was found: one page of the pages, and the first few facts."""

    query: str
    shortened: bool = False
    listing: "PaginatedPage[Page] | None" = None
    pages: list[LinkedPage] = field(default_factory=list)
    facts: list[FactValue] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many pages were found."""
        return self.listing.paginator.count if self.listing is not None else 0


def clean_query(text: str) -> tuple[str, bool]:
    """The query as it is searched for, and whether it had to be shortened.

    Control characters would be refused by PostgreSQL; very long queries cost time and mean nothing.
    """
    readable = "".join(
        " " if unicodedata.category(character)[0] == "C" else character for character in text[: LONGEST_QUERY * 5]
    )
    words = re.findall(r"\S+", unicodedata.normalize("NFC", readable))
    short = " ".join(words[:MOST_WORDS])[:LONGEST_QUERY].strip()
    return short, len(text) > LONGEST_QUERY * 5 or short != " ".join(words)


def search(text: str, language: str, page_number: str | None = None) -> SearchResults:
    """Search the published pages of a language, and the facts; an empty query finds nothing."""
    query, shortened = clean_query(text)
    if not query:
        return SearchResults(query="", shortened=shortened)
    locale = Locale.objects.filter(language_code=language).first() or Locale.get_default()
    found = Page.objects.live().public().filter(locale=locale, depth__gt=1).search(query, operator="and")
    listing = Paginator(found, RESULTS_PER_PAGE).get_page(page_number)
    shown = linked_pages(page.pk for page in listing)
    first_page = listing.number == 1
    identifiers = _facts_found(query) if first_page else []
    facts = facts_by_id(identifiers)
    return SearchResults(
        query=query,
        shortened=shortened,
        listing=listing,
        pages=[shown[page.pk] for page in listing if page.pk in shown],
        facts=[facts[identifier] for identifier in identifiers if identifier in facts],
    )


def _facts_found(query: str) -> list[int]:
    found = get_search_backend().search(query, Fact.objects.all(), operator="and")
    return [fact.pk for fact in found[:FACTS_SHOWN]]
