"""Where a fact stands: pages, charts, and what other rooms register, such as letter texts.

Wagtail's reference index knows every reference in rich text, blocks and charts (it is brought up to date after each
save); texts that name a fact by its short name are found by the rooms that own them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from content.evidence.models import Chart, Fact
from content.evidence.registry import active_language


@dataclass(frozen=True)
class Place:
    """Somewhere that shows a fact. `key` names it for good; `url` is empty where visitors cannot see it."""

    key: str
    kind: str
    title: str
    url: str = ""
    edit_url: str = ""
    language: str = ""


PlaceFinder: TypeAlias = Callable[[Fact], Iterable[Place]]
_finders: list[PlaceFinder] = []


def register_place_finder(finder: PlaceFinder) -> None:
    """Let a room say where its own texts cite a fact; called from its `AppConfig.ready`."""
    if finder not in _finders:
        _finders.append(finder)


def places_of(fact: Fact) -> list[Place]:
    """Everywhere the fact stands now, pages first; each place once."""
    charts = list(Chart.objects.filter(pk__in=charts_showing([fact.pk])).select_related("locale"))
    pages = Page.objects.filter(pk__in=pages_showing([fact.pk])).select_related("locale", "content_type")
    public = set(pages.live().public().values_list("pk", flat=True))
    found = [_page_place(page, public=page.pk in public) for page in pages.order_by("path")]
    found += [_chart_place(chart) for chart in charts]
    for finder in _finders:
        found += finder(fact)
    return list({place.key: place for place in found}.values())


def public_places_of(fact: Fact) -> list[Place]:
    """The published pages and the charts that show the fact, for anybody to see: none behind a restriction.

    Pages in the active language come first.
    """
    pages = (
        Page.objects.filter(pk__in=pages_showing([fact.pk])).live().public().select_related("locale", "content_type")
    )
    charts = Chart.objects.filter(pk__in=charts_showing([fact.pk])).select_related("locale")
    language = active_language()
    found = [_page_place(page, public=True) for page in pages.order_by("path")] + [_chart_place(row) for row in charts]
    return sorted((place for place in found if place.url), key=lambda place: place.language != language)


def pages_showing(facts: Iterable[int]) -> set[int]:
    """The ids of all pages, published or not, that show any of these facts in text, blocks or charts.

    Two queries, however many facts. Pages that list the whole registry (the evidence index) are not among them.
    """
    identifiers = list(facts)
    wanted: dict[type[Model], list[int]] = {Fact: identifiers, Chart: charts_showing(identifiers)}
    return {
        int(object_id)
        for model, keys in wanted.items()
        if keys
        for object_id in ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(model),
            to_object_id__in=[str(key) for key in keys],
            base_content_type=ContentType.objects.get_for_model(Page),
        ).values_list("object_id", flat=True)
    }


def charts_showing(facts: Iterable[int]) -> list[int]:
    """The ids of the charts that draw any of these facts, in every language."""
    return list(
        Chart.objects.filter(points__fact__in=list(facts)).order_by("pk").distinct().values_list("pk", flat=True)
    )


def _page_place(page: Page, *, public: bool) -> Place:
    url = (page.get_url() or "") if public else ""
    model = page.content_type.model_class()
    return Place(
        key=f"page:{page.pk}",
        kind=str(model._meta.verbose_name) if model else _("page"),
        title=page.title,
        url=url,
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        language=page.locale.language_code,
    )


def _chart_place(chart: Chart) -> Place:
    return Place(
        key=f"chart:{chart.pk}",
        kind=_("chart"),
        title=chart.title,
        url=chart.get_absolute_url(),
        edit_url=reverse("wagtailsnippets_evidence_chart:edit", args=[chart.pk]),
        language=chart.locale.language_code,
    )
