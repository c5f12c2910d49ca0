"""A plan, as it stands or as it was frozen, as an accessible PDF."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.charts.numbers import number_text
from content.pdf.rendering import render_pdf
from content.plans.frozen import Content
from content.plans.metric_blocks import Direction
from content.plans.status import Status


def plan_pdf(content: Content, *, url: str, address_words: str, created_at: datetime | None) -> bytes:
    """Render a plan, in the active language; `address_words` introduce the address where it is to be found.

    `created_at` is the document's date, so that the same plan gives the same bytes.
    """
    return render_pdf("plans/strategic_plan.typ", plan_data(content, url, address_words), created_at=created_at)


def plan_data(content: Content, url: str, address_words: str) -> dict[str, Any]:
    """Everything the PDF says, as plain data."""
    fictional = content["fictional_organisation"]
    return {
        "title": content["title"],
        "organisation": fictional or settings.WAGTAIL_SITE_NAME,
        "language": content["language"],
        "summary": content["summary"],
        "notice": _("%(name)s is a fictional organisation. This plan is an example.") % {"name": fictional}
        if fictional
        else "",
        "story": content["story"],
        "pillars": [_part_data(part) for part in content["pillars"]],
        "url": url,
        "words": {
            "history": _("source and history"),
            "links": _("What you can do here"),
            "address": address_words,
        },
    }


def _part_data(part: Mapping[str, Any]) -> dict[str, Any]:
    below = [_part_data(child) for child in part["parts"]]
    return {
        "number": part["number"],
        "title": part["title"],
        "text": part["text"],
        "details": _details(part),
        "facts": [{**fact, "display": fact["display"] or _("No figure yet")} for fact in part["facts"]],
        "links": part["links"],
        "metrics": [_metric_data(metric) for metric in part.get("metrics", [])],
        "goals": below if part["level"] == "pillar" else [],
        "objectives": below if part["level"] == "goal" else [],
    }


def _details(part: Mapping[str, Any]) -> list[list[str]]:
    details = [[_("Owner"), part["owner"]]] if part["owner"] else []
    if part["level"] == "objective":
        details.append([_("Status"), str(Status(part["status"]).label)])
    return details


def _metric_data(metric: Mapping[str, Any]) -> dict[str, Any]:
    """A metric as a title and pairs of words."""
    pairs = [
        [_("Status"), str(Status(metric["status"]).label)],
        [_("Latest value"), _value(metric, "latest")],
        [_("Start"), _value(metric, "baseline")],
        [_("Target"), _value(metric, "target")],
        [_("Which way is good"), str(Direction(metric["direction"]).label)],
        [_("Note"), metric["note"]],
    ]
    return {
        "number": metric["number"],
        "title": metric["title"],
        "details": [[label, words] for label, words in pairs if words],
    }


def _value(metric: Mapping[str, Any], name: str) -> str:
    value, day = metric[f"{name}_value"], metric[f"{name}_day"]
    if value is None:
        return ""
    figure = f"{number_text(Decimal(value))} {metric['unit']}".strip()
    return f"{figure} ({date_format(date.fromisoformat(day))})" if day else figure
