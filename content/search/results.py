"""What a search shows: results with their addresses, filters with their counts, and what may have been meant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from content.blocks.linked_pages import linked_pages
from content.evidence.api import facts_by_id
from content.search.folding import clean_query
from content.search.highlighting import excerpt, marked
from content.search.languages import active_language
from content.search.matching import Counts, Found, Wanted, count_matches, read_matches
from content.search.promotions import PromotedLink, promoted
from content.search.suggestions import did_you_mean
from content.search.types import type_label
from content.topics.listing import Choice, Filter
from content.topics.names import TopicName, topic_by_slug, topic_names

RESULTS_PER_PAGE = 12
FEW = 3
"""With fewer results than this, another spelling is looked for."""


@dataclass(frozen=True)
class Result:
    """One entry as visitors see it; title and passage carry marks. `figure` is that of a fact."""

    title: SafeString
    plain_title: str
    url: str
    label: str
    passage: SafeString
    day: date | None = None
    figure: str = ""


@dataclass(frozen=True)
class Search:
    """One answer. `suggestion` is another spelling; `replaced` says that its results are shown already."""

    query: str
    shortened: bool
    count: int
    page: "PaginatorPage[int] | None" = None
    results: list[Result] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    chosen: dict[str, str] = field(default_factory=dict)
    promotions: list[PromotedLink] = field(default_factory=list)
    suggestion: str = ""
    replaced: bool = False


class _Numbers:
    """As many items as were counted, for the paginator to slice: the items themselves are read afterwards."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> list[int]:
        return list(range(self._count)[part])


class Question:
    """What a visitor asks for, read from a query string; what makes no sense in it is ignored."""

    def __init__(self, query: Mapping[str, str], *, topic: TopicName | None = None) -> None:
        self.text, self.shortened = clean_query(query.get("q", ""))
        self.language = active_language()
        self.page_number = query.get("page")
        self.type = query.get("type", "")[:60].replace("\x00", "")
        self.topic = topic or topic_by_slug(query.get("topic", ""))
        year = query.get("year", "")
        self.year = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0

    def wanted(self, text: str | None = None) -> Wanted:
        """The same, as the database is asked, perhaps with other words."""
        return Wanted(
            self.text if text is None else text,
            self.language,
            self.type,
            self.topic.identifier if self.topic else 0,
            self.year,
        )

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The filters in force."""
        named = {
            "type": self.type,
            "topic": self.topic.slug if self.topic else "",
            "year": str(self.year) if self.year else "",
        }
        return {name: value for name, value in named.items() if value}


def search(question: Question) -> Search:
    """Answer a question; one without words and without a topic finds nothing."""
    if not question.text and not question.topic:
        return Search("", question.shortened, 0)
    wanted = question.wanted()
    counts = count_matches(wanted)
    suggestion, replaced = "", False
    if question.text and counts.count < FEW and not (question.type or question.year):
        suggestion = did_you_mean(question.text, question.language)
        if suggestion and not counts.count:
            wanted, replaced = question.wanted(suggestion), True
            counts = count_matches(wanted)
    numbers: Paginator[int] = Paginator(_Numbers(counts.count), RESULTS_PER_PAGE)  # type: ignore[arg-type]
    page = numbers.get_page(question.page_number)
    offset = (page.number - 1) * RESULTS_PER_PAGE
    found = read_matches(wanted, counts.count, limit=RESULTS_PER_PAGE, offset=offset) if counts.count else []
    return Search(
        query=question.text,
        shortened=question.shortened,
        count=counts.count,
        page=page,
        results=_shown(found),
        filters=_filters(counts, question),
        chosen=question.chosen,
        promotions=promoted(question.text) if question.text and page.number == 1 else [],
        suggestion=suggestion,
        replaced=replaced,
    )


def _shown(found: list[Found]) -> list[Result]:
    """The entries with their present addresses; one that was unpublished a moment ago is left out."""
    pages = linked_pages(entry.page_id for entry in found if entry.kind == "page" and entry.page_id)
    facts = facts_by_id(entry.fact_id for entry in found if entry.fact_id)
    wanted = [entry.document_id for entry in found if entry.document_id]
    documents = get_document_model().objects.in_bulk(wanted) if wanted else {}
    results = []
    for entry in found:
        url, figure = "", ""
        if entry.kind == "page" and entry.page_id and entry.page_id in pages:
            url = pages[entry.page_id].url
        elif entry.kind == "fact" and entry.fact_id and entry.fact_id in facts:
            fact = facts[entry.fact_id]
            url, figure = fact.url, fact.display or _("No figure yet")
        elif entry.kind == "document" and entry.document_id in documents:
            url = documents[entry.document_id].url
        if url:
            results.append(_result(entry, url, figure))
    return results


def _result(entry: Found, url: str, figure: str) -> Result:
    passage = excerpt(entry.text, entry.marked_text)
    if not passage or not entry.marked_text:
        passage = marked(entry.summary, "") if entry.summary else mark_safe("")
    if figure and entry.kind == "fact":
        passage = mark_safe("")
    return Result(
        title=marked(entry.title, entry.marked_title),
        plain_title=entry.title,
        url=url,
        label=type_label(entry.type),
        passage=passage,
        day=entry.day,
        figure=figure,
    )


def _filters(counts: Counts, question: Question) -> list[Filter]:
    topics = topic_names()
    types = sorted(((name, type_label(name), count) for name, count in counts.types.items()), key=lambda row: row[1])
    about = [(topics[pk].slug, topics[pk].name, count) for pk, count in counts.topics.items() if pk in topics]
    years = [(str(year), str(year), count) for year, count in sorted(counts.years.items(), reverse=True)]
    made = [
        _filter("type", _("Type"), _("All types"), types, question.chosen),
        _filter(
            "topic", _("Topic"), _("All topics"), sorted(about, key=lambda row: row[1].casefold()), question.chosen
        ),
        _filter("year", _("Year"), _("All years"), years, question.chosen),
    ]
    return [entry for entry in made if len(entry.choices) > 1 or entry.name in question.chosen]


def _filter(
    name: str, label: str, everything: str, rows: list[tuple[str, str, int]], chosen: Mapping[str, str]
) -> Filter:
    selected = chosen.get(name, "")
    choices = [Choice(value, words, count, value == selected) for value, words, count in rows]
    if selected and not any(choice.selected for choice in choices):
        shown = type_label(selected) if name == "type" else selected
        choices.append(Choice(selected, shown, 0, selected=True))
    return Filter(name, label, everything, choices)
