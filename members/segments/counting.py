"""Counting a segment and showing a few of its members, fast over a million and never for long.

The conditions of a tree become semi-joins where they must all hold, and hashed subplans below OR and NOT.
A hashed subplan is chosen only if PostgreSQL expects its hash table to fit into `work_mem`; with the usual
4 MB a million members would be looked up one by one instead. So a count gets more memory for its own
transaction, and a limit on its time. See docs/decisions/0330-segments-are-queries.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Member, Segment
from members.segments.filters import members_matching

WORK_MEMORY = "128MB"
LONGEST_SECONDS: float = 20
SAMPLE = 6


@dataclass(frozen=True)
class SegmentSize:
    """How many members match, of how many active ones, and a few of those who matched."""

    count: int
    active: int
    sample: Sequence[Member]

    @property
    def percent(self) -> float:
        """The share of the active members, from 0 to 100."""
        return 100 * self.count / self.active if self.active else 0.0


def size_of(definition: Mapping[str, Any], *, with_sample: bool = True) -> SegmentSize:
    """Count the members that match a definition (see `Segment`), those active in all, and pick a sample.

    Raises `ValidationError` when the definition makes no sense, or when counting takes too long.
    """
    matching = members_matching(definition)
    with room_to_count():
        count, newest = _count_and_newest(matching, SAMPLE if with_sample else 0)
        active = Member.objects.filter(is_active=True).count()
        return SegmentSize(count=count, active=active, sample=_in_order(newest))


def count_segment(segment: Segment) -> int:
    """Count a saved segment and remember the figure; raise `ValidationError` as `size_of` does."""
    with room_to_count():
        count = members_matching(segment.definition).count()
    segment.members_counted, segment.counted_at = count, timezone.now()
    Segment.objects.filter(pk=segment.pk).update(members_counted=count, counted_at=segment.counted_at)
    return count


@contextmanager
def room_to_count() -> Iterator[None]:
    """Give the queries inside enough memory to hash and a limit on their time; `ValidationError` past it."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('work_mem', %s, true), set_config('jit', 'off', true),"
                    " set_config('statement_timeout', %s, true)",
                    [WORK_MEMORY, f"{LONGEST_SECONDS * 1000:.0f}ms"],
                )
            yield
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('work_mem', reset_val, true) FROM pg_settings WHERE name = 'work_mem'"
                    " UNION ALL"
                    " SELECT set_config('statement_timeout', reset_val, true) FROM pg_settings"
                    " WHERE name = 'statement_timeout'"
                )
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == "57014":
            raise ValidationError(
                _("Counting took longer than %(seconds)s seconds and was stopped. Fewer conditions count faster."),
                params={"seconds": LONGEST_SECONDS},
                code="slow",
            ) from error
        raise


def _count_and_newest(members: QuerySet[Member], number: int) -> tuple[int, list[int]]:
    """Return how many members match and the newest few of them, from one pass over the table."""
    try:
        matching, parameters = members.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0, []
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH matching (id) AS MATERIALIZED ({matching})"  # noqa: S608 - the SQL is Django's, its values are parameters
            " SELECT (SELECT count(*) FROM matching), ARRAY(SELECT id FROM matching ORDER BY id DESC LIMIT %s)",
            [*parameters, number],
        )
        count, newest = cursor.fetchone()
    return count, newest


def _in_order(keys: Sequence[int]) -> list[Member]:
    people = Member.objects.filter(pk__in=keys).only("email", "first_name", "last_name", "state", "language")
    return list(people.order_by("-pk"))
