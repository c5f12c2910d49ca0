"""What counts as a member being active; upper rooms add what happens in theirs."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

Activity = Callable[[datetime], Q]
"""From a moment to the filter over `Member` that holds for those who did it since then."""


def _signed_in(since: datetime) -> Q:
    return Q(last_login__gte=since)


_activities: dict[str, Activity] = {"signed-in": _signed_in}


def register_activity(name: str, activity: Activity) -> None:
    """Count something as activity; called in `AppConfig.ready()`. The last registration of a name counts.

    Express relations with `Exists(...)`, as in `SegmentCondition.query`.
    """
    _activities[name] = activity


def was_active_since(since: datetime) -> Q:
    """Return the filter over `Member` that holds for those who did any of it since then."""
    return Q(*(activity(since) for activity in _activities.values()), _connector=Q.OR)
