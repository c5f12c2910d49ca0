"""The plan as an accessible PDF."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText, expand_db_html

from content.evidence.api import FactValue
from content.pdf.rendering import render_pdf
from content.pdf.rich_text import rich_text_nodes
from content.plans.outline import PlanOutlinePart

if TYPE_CHECKING:
    from content.plans.models import StrategicPlanPage


def plan_pdf(plan: "StrategicPlanPage") -> bytes:
    """Render a plan; its creation date is that of its last publication, so the same plan gives the same bytes."""
    return render_pdf("plans/strategic_plan.typ", plan_data(plan), created_at=plan.last_published_at)


def plan_data(plan: "StrategicPlanPage") -> dict[str, Any]:
    """Everything the PDF says, as plain data."""
    fictional = plan.fictional_organisation
    return {
        "title": plan.title,
        "organisation": fictional or settings.WAGTAIL_SITE_NAME,
        "language": plan.locale.language_code,
        "summary": plan.summary,
        "notice": _("%(name)s is a fictional organisation. This plan is an example.") % {"name": fictional}
        if fictional
        else "",
        "story": [node for block in plan.body for node in _story_nodes(block)],
        "pillars": [_part_data(part) for part in plan.outline()],
        "url": plan.full_url or settings.PUBLIC_URL,
        "words": {
            "history": _("source and history"),
            "links": _("What you can do here"),
            "address": _("The current version of this plan:"),
        },
    }


def _story_nodes(block: Any) -> list[dict[str, Any]]:
    """The text and headings of the story; other blocks are shown on the page only."""
    if block.block_type == "paragraph":
        return _nodes(block.value)
    if block.block_type == "heading":
        run = {"text": block.value["text"], "strong": False, "emphasis": False, "url": ""}
        return [{"kind": "heading", "level": 1, "ordered": False, "runs": [run]}]
    return []


def _nodes(text: RichText) -> list[dict[str, Any]]:
    nodes = rich_text_nodes(expand_db_html(text.source))
    for node in nodes:
        for run in node["runs"]:
            run["url"] = _absolute(run["url"])
    return nodes


def _part_data(part: PlanOutlinePart) -> dict[str, Any]:
    below = [_part_data(child) for child in part.parts]
    return {
        "number": part.number,
        "title": part.title,
        "text": _nodes(part.text),
        "facts": [_fact_data(fact) for fact in part.facts],
        "links": [{"title": page.title, "url": _absolute(page.url)} for page in part.links],
        "goals": below if part.level == "pillar" else [],
        "objectives": below if part.level == "goal" else [],
    }


def _fact_data(fact: FactValue) -> dict[str, str]:
    return {
        "display": fact.display or _("No figure yet"),
        "statement": fact.statement,
        "source": fact.source_citation,
        "url": _absolute(fact.url),
    }


def _absolute(url: str) -> str:
    return f"{settings.PUBLIC_URL}{url}" if url.startswith("/") else url
