"""Lists of pages that a visitor narrows by kind, topic and year, with how many each choice would leave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Left, Length
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page, PageQuerySet, PageViewRestriction

from content.topics.names import topic_names

PAGES_SHOWN = 12
AnyPage = TypeVar("AnyPage", bound=Page)


@dataclass(frozen=True)
class Choice:
    """One value of a filter and how many pages it would leave, given the other filters."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Filter:
    """One way to narrow the list; `name` is its part of the query string."""

    name: str
    label: str
    everything: str
    choices: list[Choice]


@dataclass(frozen=True)
class _Row:
    pk: int
    kind: str
    year: str
    topics: frozenset[str]


def published_children(model: type[AnyPage], parent: Page) -> "PageQuerySet[AnyPage]":
    """The published pages under a page that anyone may read, without their blocks.

    As Wagtail's `live().public()`, with the restrictions looked up by the same query.
    """
    restricted = PageViewRestriction.objects.filter(page__path=Left(OuterRef("path"), Length(F("page__path"))))
    children = model.objects.child_of(parent).live().filter(~Exists(restricted))
    found: PageQuerySet[AnyPage] = children.defer_streamfields()
    return found


class Listing:
    """The pages of one list: what can be chosen, what is chosen, and the page of results.

    Costs two queries whatever is chosen: one row of keys for every page, then the pages shown. A choice that
    makes no sense is ignored, and a page number that makes no sense shows the nearest page.
    """

    def __init__(
        self,
        pages: "PageQuerySet[Any]",
        query: Mapping[str, str],
        *,
        kinds: Sequence[tuple[str, str | Promise]],
        date_field: str,
        kind_field: str = "kind",
    ) -> None:
        self._pages = pages
        self._kinds = kinds
        self._date_field = date_field
        self._kind_field = kind_field
        rows = self._rows
        known: dict[str, set[str]] = {
            "kind": {row.kind for row in rows},
            "topic": {topic for row in rows for topic in row.topics},
            "year": {row.year for row in rows},
        }
        self.chosen = {name: query.get(name, "") for name, values in known.items() if query.get(name, "") in values}
        found = [row.pk for row in rows if self._fits(row)]
        self.total = len(rows)
        self.page = Paginator(found, PAGES_SHOWN).get_page(query.get("page"))
        shown = {page.pk: page for page in pages.filter(pk__in=list(self.page.object_list))} if found else {}
        self.pages = [shown[pk] for pk in self.page.object_list if pk in shown]

    @property
    def count(self) -> int:
        """How many pages fit what is chosen."""
        return self.page.paginator.count

    @property
    def filters(self) -> list[Filter]:
        """The filters that would change something."""
        names = {topic.slug: topic.name for topic in topic_names().values()}
        kinds = [(value, str(label)) for value, label in self._kinds]
        topics = sorted(names.items(), key=lambda entry: entry[1].casefold())
        years = [(year, year) for year in sorted({row.year for row in self._rows}, reverse=True)]
        filters = [
            Filter("kind", _("Kind"), _("All kinds"), self._choices("kind", kinds, lambda row: {row.kind})),
            Filter("topic", _("Topic"), _("All topics"), self._choices("topic", topics, lambda row: row.topics)),
            Filter("year", _("Year"), _("All years"), self._choices("year", years, lambda row: {row.year})),
        ]
        return [entry for entry in filters if len(entry.choices) > 1 or entry.name in self.chosen]

    @cached_property
    def _rows(self) -> list[_Row]:
        slugs = {identifier: topic.slug for identifier, topic in topic_names().items()}
        about = "topics" if any(field.name == "topics" for field in self._pages.model._meta.get_fields()) else ""
        topics = ArrayAgg("topics", filter=Q(topics__isnull=False), default=Value([])) if about else Value(None)
        found = self._pages.select_related(None).annotate(_topics=topics)
        return [
            _Row(pk, kind, _year(day), frozenset(slugs[topic] for topic in (about_topics or []) if topic in slugs))
            for pk, kind, day, about_topics in found.values_list("pk", self._kind_field, self._date_field, "_topics")
        ]

    def _fits(self, row: _Row, *, without: str = "") -> bool:
        chosen = {name: value for name, value in self.chosen.items() if name != without}
        return (
            chosen.get("kind", row.kind) == row.kind
            and chosen.get("year", row.year) == row.year
            and ("topic" not in chosen or chosen["topic"] in row.topics)
        )

    def _choices(
        self, name: str, labels: Sequence[tuple[str, str]], values: "Callable[[_Row], set[str] | frozenset[str]]"
    ) -> list[Choice]:
        rows = [row for row in self._rows if self._fits(row, without=name)]
        counted = [(value, label, sum(value in values(row) for row in rows)) for value, label in labels]
        selected = self.chosen.get(name, "")
        return [
            Choice(value, label, count, value == selected)
            for value, label, count in counted
            if count or value == selected
        ]


def _year(day: date | datetime) -> str:
    return str(timezone.localtime(day).year if isinstance(day, datetime) else day.year)
