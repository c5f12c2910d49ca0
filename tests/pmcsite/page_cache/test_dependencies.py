"""Which changes touch a query, told from the rows alone."""

import pytest

from pmcsite.page_cache.dependencies import NEVER, UNKNOWN, Change, Dependency, from_json, may_hold

LIVE_NEWS = ("and", ("exact", "live", True), ("startswith", "path", "00010002"))
ROW = {"id": 7, "live": True, "path": "000100020001", "title": "Old", "weight": 3, "day": "2026-01-01"}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (UNKNOWN, True),
        (NEVER, False),
        (("not", UNKNOWN), True),
        (("not", NEVER), True),
        (LIVE_NEWS, True),
        (("and", ("exact", "live", False), UNKNOWN), False),
        (("or", ("exact", "live", False), UNKNOWN), True),
        (("or", ("exact", "live", False), NEVER), False),
        (("not", ("exact", "live", True)), False),
        (("in", "id", (1, 7)), True),
        (("in", "id", ()), False),
        (("isnull", "title", True), False),
        (("gt", "weight", 3), False),
        (("gte", "weight", 3), True),
        # Long values are left out of the log: nothing can be told from their absence.
        (("exact", "body", "x"), True),
        (("isnull", "body", True), True),
        # Text is ordered by the database's collation, and moments are text in the log.
        (("gt", "title", "Z"), True),
        (("lt", "day", "2025-01-01"), True),
        (("regex", "title", "x"), True),
    ],
)
def test_only_what_is_certainly_false_lets_a_change_pass(condition, holds):
    assert may_hold(condition, ROW) is holds


def update(**values):
    after = ROW | values
    return Change("page", ROW, after, frozenset(values))


SHOWS_TITLES = Dependency(
    "page", LIVE_NEWS, shown=frozenset({"title"}), used=frozenset({"live", "path"}), rows=frozenset({"7"})
)


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        (update(title="New"), True),
        (update(weight=4), False),
        (update(live=False), True),
        (update(path="000100030001"), True),
        (Change("page", None, ROW | {"id": 8}, frozenset()), True),
        (Change("page", None, ROW | {"id": 8, "live": False}, frozenset()), False),
        (Change("page", ROW, None, frozenset()), True),
        (Change("page", ROW | {"id": 8}, None, frozenset()), False),
        (Change("page", ROW | {"id": 8}, ROW | {"id": 8, "title": "x"}, frozenset({"title"})), False),
    ],
)
def test_a_list_is_touched_by_what_it_shows_and_by_what_enters_or_leaves(change, touched):
    assert SHOWS_TITLES.is_touched_by(change) is touched


def test_a_row_before_the_second_page_of_a_list_moves_its_rows():
    second_page = Dependency("page", LIVE_NEWS, used=frozenset({"live"}), rows=frozenset({"9"}), shifts=True)

    assert second_page.is_touched_by(Change("page", ROW, None, frozenset()))


def test_a_dependency_survives_its_file():
    assert from_json(SHOWS_TITLES.to_json()) == SHOWS_TITLES
    assert from_json(Dependency("page").to_json()) == Dependency("page")
