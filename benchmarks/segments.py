"""How long it takes to count a segment over a million members.

    python -m benchmarks.segments --members 1000000 --json

Fills a database of its own on the PostgreSQL of `DATABASE_URL` with invented members, what they care
about, subscribe to, took part in and learned, and counts segments of one to five conditions with AND, OR
and NOT, each with its sample as on the staff page. The median of the rounds counts. `--explain` prints
the plan of each.
"""

import argparse
import json
import os
import statistics
import time
from typing import Any

from benchmarks.people import fill_members


def main() -> None:
    """Fill a database, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000, help="how many members to invent")
    parser.add_argument("--rounds", type=int, default=5, help="rounds; the median counts")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--explain", action="store_true", help="print the plan of each query")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = f"benchmark_segments_{connection.settings_dict['NAME']}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    began = time.perf_counter()
    fill_members(options.members)
    figures: dict[str, Any] = {
        "members": options.members,
        "rounds": options.rounds,
        "seconds to fill the tables": round(time.perf_counter() - began, 1),
    }
    for name, definition in _definitions().items():
        figures[name] = _measure(definition, options)
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:62} {value}")


def _definitions() -> dict[str, dict[str, Any]]:
    from advocacy.campaigns.models import Action
    from newsletters.models import Newsletter

    letter, action = str(Newsletter.objects.order_by("pk")[0].pk), str(Action.objects.order_by("pk")[0].pk)

    def leaf(condition: str, value: str) -> dict[str, Any]:
        return {"condition": condition, "parameters": {"value": value}}

    states, spanish, patients = leaf("state", "OH, PA"), leaf("language", "es"), leaf("audience", "patient")
    reads, joined = leaf("newsletters.subscribed", letter), leaf("campaigns.took-part", action)
    cares, speaks, active = (
        leaf("interest", "topic-1"),
        leaf("organisation-category", "patient"),
        leaf("active-within", "90"),
    )
    return {
        "everybody": {"all": []},
        "state": {"all": [states]},
        "three conditions: reader and interest, not joined": {"all": [reads, cares, {"not": joined}]},
        "OR over four tables": {"any": [reads, cares, joined, speaks]},
        "NOT of an OR over three tables": {"not": {"any": [cares, joined, speaks]}},
        "five conditions, nested": {"all": [states, {"any": [cares, joined, patients]}, {"not": spanish}]},
        "active within 90 days (four activities)": {"all": [active]},
        "active, reader, and OR of two": {"all": [active, reads, {"any": [cares, {"not": joined}]}]},
    }


def _measure(definition: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    from members.segments.counting import room_to_count, size_of
    from members.segments.filters import members_matching

    times, size = [], None
    for _round in range(options.rounds):
        began = time.perf_counter()
        size = size_of(definition)
        times.append(time.perf_counter() - began)
    if options.explain:
        with room_to_count():
            print(members_matching(definition).order_by().explain(analyze=True))
    assert size is not None
    return {"count": size.count, "seconds, median": round(statistics.median(times), 3), "worst": round(max(times), 3)}


if __name__ == "__main__":
    main()
