"""The way back from a page or fact to the parts of plans that name it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from content.blocks.back_links import BackLink, Named
from content.plans.models import PlanPart, PlanPartLink, StrategicPlanPage

MOST = 12


def parts_naming(named: Named) -> Iterable[BackLink]:
    """The parts of published plans that name a page or fact, in the language being spoken where it exists.

    One query for what no plan names, three for what one does.
    """
    links = PlanPartLink.objects.filter(part__retired_at=None).select_related("part").order_by("part__number")
    found = links.filter(page_key=named.page_key) if named.page_key else links.filter(fact=named.fact)
    parts = [link.part for link in found[:MOST]]
    plans = _plans({part.plan_key for part in parts}) if parts else {}
    return [_back_link(part, plans[part.plan_key]) for part in parts if part.plan_key in plans]


def _plans(keys: set[UUID]) -> Mapping[UUID, StrategicPlanPage]:
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    pages = StrategicPlanPage.objects.live().public().filter(translation_key__in=keys).select_related("locale")
    chosen: dict[UUID, StrategicPlanPage] = {}
    for page in pages.filter(locale__language_code__in={language, settings.LANGUAGE_CODE}):
        if page.translation_key not in chosen or page.locale.language_code == language:
            chosen[page.translation_key] = page
    return chosen


def _back_link(part: PlanPart, plan: StrategicPlanPage) -> BackLink:
    language = plan.locale.language_code
    title = part.title
    if language != settings.LANGUAGE_CODE:
        title = dict(_titles(plan.pillars.raw_data)).get(str(part.key), part.title)
    return BackLink(
        kind=str(part.get_level_display()),
        title=f"{part.number} {title}",
        whole=plan.title,
        url=f"{plan.get_url() or ''}#part-{part.number.replace('.', '-')}",
        language=language,
    )


def _titles(stored: Any) -> Iterator[tuple[str, str]]:
    """The titles of the parts in a stored stream of pillars, by their key."""
    if isinstance(stored, Mapping):
        value = stored.get("value")
        if isinstance(value, Mapping) and "title" in value:
            yield str(stored.get("id", "")), value["title"]
        for below in stored.values():
            yield from _titles(below)
    elif not isinstance(stored, str) and isinstance(stored, Iterable):
        for below in stored:
            yield from _titles(below)
