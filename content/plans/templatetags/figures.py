"""Writes figures, days, statuses and texts of plans in templates, as they stand and as they were frozen."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import template

from content.charts.numbers import number_text
from content.plans.status import Status

register = template.Library()


@register.filter
def figure(value: Decimal | None) -> str:
    """A number as it is read: 38,068 or 64.4; nothing for none."""
    return "" if value is None else number_text(value)


@register.filter
def frozen_figure(value: str | None) -> str:
    """A frozen number, which is a decimal string, as it is read."""
    return figure(Decimal(value) if value else None)


@register.filter
def frozen_day(value: str | None) -> date | None:
    """A frozen day, ISO 8601, as a date."""
    return date.fromisoformat(value) if value else None


@register.filter
def grouped(nodes: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Frozen paragraphs in groups: lists ("ordered", "bullets") as a whole, all else one group of "text"."""
    return [(kind, list(group)) for kind, group in groupby(nodes, key=_kind)]


@register.inclusion_tag("plans/status.html")
def frozen_status(value: str) -> dict[str, Status]:
    """The status that a part had, with its sign and words."""
    return {"status": Status(value)}


def _kind(node: dict[str, Any]) -> str:
    if node["kind"] != "item":
        return "text"
    return "ordered" if node["ordered"] else "bullets"
