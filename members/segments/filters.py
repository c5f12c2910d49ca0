"""From a segment's definition to a query over members."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from members.models import Member, Segment
from members.segments.conditions import segment_condition

DEEPEST = 10
MOST_CONDITIONS = 100


def segment_members(segment: Segment) -> QuerySet[Member]:
    """Return the active members of a segment; raise `ValidationError` when its definition makes no sense."""
    return members_matching(segment.definition)


def members_matching(definition: Mapping[str, Any]) -> QuerySet[Member]:
    """Return the active members that match a definition (see `Segment`).

    Raises `ValidationError` for an unknown condition, a malformed tree, one deeper than 10 levels or
    with more than 100 conditions.
    """
    budget = [MOST_CONDITIONS]
    return Member.objects.filter(_filter(definition or {"all": []}, 0, budget), is_active=True)


def _filter(node: Any, depth: int, budget: list[int]) -> Q:
    if not isinstance(node, Mapping) or depth > DEEPEST:
        raise ValidationError(_("The segment's definition is malformed or nested too deeply."), code="malformed")
    match dict(node):
        case {"all": [*children], **rest} if not rest:
            return _combine(children, Q.AND, depth, budget)
        case {"any": [*children], **rest} if not rest:
            return _combine(children, Q.OR, depth, budget)
        case {"not": child, **rest} if not rest:
            return ~_filter(child, depth + 1, budget)
        case {"condition": str(name), **rest} if not (rest.keys() - {"parameters"}):
            return _leaf(name, rest.get("parameters") or {}, budget)
    raise ValidationError(_("The segment's definition is malformed or nested too deeply."), code="malformed")


def _combine(children: list[Any], connector: str, depth: int, budget: list[int]) -> Q:
    if not children:
        return Q(pk__isnull=False) if connector == Q.AND else Q(pk__in=[])
    filters = [_filter(child, depth + 1, budget) for child in children]
    return Q(*filters, _connector=connector)


def _leaf(name: str, parameters: Mapping[str, Any], budget: list[int]) -> Q:
    budget[0] -= 1
    if budget[0] < 0:
        raise ValidationError(_("A segment can have at most %(limit)d conditions."), params={"limit": MOST_CONDITIONS})
    condition = segment_condition(name)
    if condition is None:
        raise ValidationError(_("There is no condition “%(name)s”."), params={"name": name}, code="unknown")
    return condition.query(parameters)
