"""A plan as plain data: what versions are frozen as, what is exported and what is printed.

Nothing in it refers to a row that may change: texts are there as paragraphs with runs of text (see
`content.pdf.rich_text`), facts with their figure and the permalink of their version, metrics with their latest
value and status of that day. Figures are decimal strings, days are ISO 8601. `FORMAT` counts up when the shape
changes, and readers of versions know every shape.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.rich_text import RichText, expand_db_html

from content.blocks.preloading import preload_references
from content.evidence.api import FactValue, remembering
from content.pdf.rich_text import rich_text_nodes
from content.plans.outline import PlanMetric, PlanOutlinePart
from content.plans.standing import Standing, standing_of

if TYPE_CHECKING:
    from content.plans.models import StrategicPlanPage

FORMAT = 1
OF_THE_DAY = ("status", "latest_value", "latest_day")
"""What a metric or objective says of the day and not of the plan."""

Content = dict[str, Any]


def content_of(plan: "StrategicPlanPage") -> Content:
    """What the plan says at this moment, in its own language."""
    with remembering(), translation.override(plan.locale.language_code):
        preload_references(plan)
        pillars = plan.outline()
        return plan_content(plan, pillars, standing_of(pillars, timezone.localdate()))


def plan_content(plan: "StrategicPlanPage", pillars: list[PlanOutlinePart], standing: Standing) -> Content:
    """Everything the plan says, in its own language, which must be the active one."""
    return {
        "format": FORMAT,
        "language": plan.locale.language_code,
        "title": plan.title,
        "summary": plan.summary,
        "year": plan.year,
        "fictional_organisation": plan.fictional_organisation,
        "story": [node for block in plan.body for node in _story_nodes(block)],
        "pillars": [_part(part, standing) for part in pillars],
    }


def digest_of(content: Content) -> str:
    """SHA-256 of what the plan says, without what it says of the day only, as 64 hexadecimal digits."""
    words = json.dumps(_without_the_day(content), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def walk(content: Content) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each pillar, goal, objective and metric with the key of the part above it, in reading order."""
    for pillar in content["pillars"]:
        yield from _walk(pillar, "")


def _walk(part: dict[str, Any], above: str) -> Iterator[tuple[dict[str, Any], str]]:
    yield part, above
    for metric in part.get("metrics", []):
        yield metric, part["key"]
    for below in part.get("parts", []):
        yield from _walk(below, part["key"])


def absolute(url: str) -> str:
    """The address with the site's own host before it."""
    return f"{settings.PUBLIC_URL}{url}" if url.startswith("/") else url


def _part(part: PlanOutlinePart, standing: Standing) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": str(part.key),
        "level": part.level,
        "number": part.number,
        "title": part.title,
        "owner": part.owner,
        "text": text_nodes(part.text),
        "facts": [_fact(fact) for fact in part.facts],
        "links": [{"title": page.title, "url": absolute(page.url)} for page in part.links],
        "parts": [_part(below, standing) for below in part.parts],
    }
    if part.level == "objective":
        data["status"] = standing.objectives[part.key].value
        data["metrics"] = [_metric(metric, standing) for metric in part.metrics]
    return data


def _metric(metric: PlanMetric, standing: Standing) -> dict[str, Any]:
    status = standing.metrics[metric.key]
    return {
        "key": str(metric.key),
        "level": "metric",
        "number": metric.number,
        "title": metric.title,
        "unit": metric.unit,
        "direction": metric.direction.value,
        "live_metric": metric.live_metric,
        "baseline_value": _figure(metric.baseline_value),
        "baseline_day": _day(metric.baseline_day),
        "target_value": _figure(metric.target_value),
        "target_day": _day(metric.target_day),
        "note": metric.note,
        "status": status.status.value,
        "latest_value": _figure(status.latest.value if status.latest else None),
        "latest_day": _day(status.latest.day if status.latest else None),
    }


def _fact(fact: FactValue) -> dict[str, Any]:
    return {
        "slug": fact.slug,
        "version": fact.version,
        "display": fact.display,
        "statement": fact.statement,
        "source": fact.source_citation,
        "url": absolute(reverse("evidence:fact_version", args=[fact.slug, fact.version])),
    }


def text_nodes(text: RichText) -> list[dict[str, Any]]:
    """Rich text as paragraphs with runs, facts as their figures, links with their whole address."""
    nodes = rich_text_nodes(expand_db_html(text.source))
    for node in nodes:
        for run in node["runs"]:
            run["url"] = absolute(run["url"])
    return nodes


def _story_nodes(block: Any) -> list[dict[str, Any]]:
    """The text and headings of the story; other blocks are shown on the page only."""
    if block.block_type == "paragraph":
        return text_nodes(block.value)
    if block.block_type == "heading":
        run = {"text": block.value["text"], "strong": False, "emphasis": False, "url": ""}
        return [{"kind": "heading", "level": 1, "ordered": False, "runs": [run]}]
    return []


def _without_the_day(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_the_day(item) for name, item in value.items() if name not in OF_THE_DAY}
    if isinstance(value, list):
        return [_without_the_day(item) for item in value]
    return value


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
