"""Which Congress sits when: each begins at noon on 3 January of an odd year (20th Amendment)."""

from datetime import date

FIRST_YEAR = 1789


def begins(number: int) -> date:
    """The first day of a Congress, such as 2025-01-03 for the 119th."""
    return date(FIRST_YEAR + 2 * (number - 1), 1, 3)


def sitting_on(day: date) -> int:
    """The number of the Congress that sits on a day."""
    year = day.year if (day.month, day.day) >= (1, 3) else day.year - 1
    return (year - FIRST_YEAR) // 2 + 1
