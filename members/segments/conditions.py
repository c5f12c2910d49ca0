"""The registry of conditions a segment can be composed of; upper rooms fill it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Choice:
    """One value a condition can take, and its label."""

    value: str
    label: str


class SegmentCondition(ABC):
    """Something true or false of each member, such as "lives in Ohio".

    `name` stands in saved segments and must stay. A condition takes one value of `choices()`; with
    no choices it takes the text staff type, and `hint` shows what that looks like. Conditions of one
    `group` stand together where one is chosen.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    group: ClassVar[str | Promise] = gettext_lazy("Person")
    hint: ClassVar[str | Promise] = ""

    def choices(self) -> list[Choice]:
        """Return the values to choose from, or nothing when any text is accepted."""
        return []

    @abstractmethod
    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Return the filter over `Member`; `parameters["value"]` is the value.

        Express relations with `Exists(...)` or `pk__in=<subquery>`, never by joins that repeat a
        member. Raises `ValidationError` when the value makes no sense.
        """


_conditions: dict[str, SegmentCondition] = {}


def register_segment_condition(condition: SegmentCondition) -> None:
    """Make a condition known; called in `AppConfig.ready()`. The last registration of a name counts."""
    _conditions[condition.name] = condition


def segment_condition(name: str) -> SegmentCondition | None:
    """Return the condition registered under a name, or `None`."""
    return _conditions.get(name)


def segment_conditions() -> list[SegmentCondition]:
    """Return all conditions in the order of their registration."""
    return list(_conditions.values())
