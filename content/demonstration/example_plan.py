"""A complete plan of a fictional coalition: metrics with values, updates, and two versions that differ."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from content.demonstration.building import complete_blocks, ensure_page, notice, stable_key
from content.plans.models import MetricReading, PlanPart, PlanUpdate, StrategicPlanPage

FICTIONAL = "Example Coalition for Sound Sleep"
MADE_UP = "A made-up value, like everything in this example."
VALUES = {
    "online": ((date(2026, 5, 20), 1), (date(2026, 6, 12), 2)),
    "finished": ((date(2026, 3, 31), 130), (date(2026, 6, 30), 260), (date(2026, 9, 30), 430)),
    "accepted": ((date(2026, 3, 31), 180), (date(2026, 6, 30), 420), (date(2026, 9, 30), 870)),
}
"""What the fictional coalition measured, by the last word of each metric's key."""
UPDATES = {
    "publish": (date(2026, 6, 12), "Both lessons are online; an outside reader has checked them. (Made up.)"),
    "letters": (date(2026, 10, 5), "870 of 1,000 letters were accepted by the end of September. (Made up.)"),
}


def build_example_plan(index: Page) -> None:
    """Publish the plan as it was approved first, record what was measured, and publish it as it was changed.

    A plan that exists is left as it is.
    """
    with transaction.atomic():
        plan, is_new = ensure_page(index, StrategicPlanPage, "example-coalition-2026", _first_plan())
        if is_new:
            _record_values()
            _publish_second(plan)


def _record_values() -> None:
    english = Locale.objects.get(language_code="en")
    for word, values in VALUES.items():
        metric = PlanPart.objects.get(key=_metric_key(word), level=PlanPart.Level.METRIC)
        for day, value in values:
            MetricReading.objects.create(metric=metric, day=day, value=value, note=MADE_UP)
    for word, (day, words) in UPDATES.items():
        part = PlanPart.objects.get(key=_objective_key(word), level=PlanPart.Level.OBJECTIVE)
        PlanUpdate.objects.create(part=part, day=min(day, timezone.localdate()), text=words, locale=english)


def _publish_second(plan: StrategicPlanPage) -> None:
    plan = StrategicPlanPage.objects.get(pk=plan.pk)
    changes = {
        "pillars": _pillars(finishers=600, with_rest=True),
        "change_note": "More people than expected finish the lesson, and workplaces were forgotten. (Made up.)",
    }
    for name, value in changes.items():
        setattr(plan, name, value)
    complete_blocks(plan)
    plan.save_revision().publish()


def _first_plan() -> dict[str, Any]:
    return {
        "title": "A Plan for Sound Sleep in 2026 (example)",
        "year": 2026,
        "stage": "approved",
        "fictional_organisation": FICTIONAL,
        "summary": "A made-up plan with pillars, goals, objectives and metrics. It shows what a plan on this platform "
        "can hold.",
        "body": [
            notice(
                "An example",
                "Nobody has made this plan. The organisation, its goals, its objectives and its values are fictional.",
            )
        ],
        "pillars": _pillars(finishers=500, with_rest=False),
    }


def _pillars(*, finishers: int, with_rest: bool) -> list[dict[str, Any]]:
    act = [_later()] + ([_rest()] if with_rest else [])
    return [
        _pillar(
            "learn", _part("Learn", "People know what sound sleep is and how to get it.", goals=[_lesson(finishers)])
        ),
        _pillar("act", _part("Act", "Rules leave room for rest.", goals=act)),
    ]


def _lesson(finishers: int) -> dict[str, Any]:
    publish = _objective(
        "publish",
        "Publish one lesson in English and Spanish by June 2026",
        "Reached when both are online and an outside reader has checked them.",
        _metric("online", "Languages in which the lesson is online", "languages", 2, "2026-06-30"),
    )
    finish = _objective(
        "finish",
        f"Have {finishers} people finish it by December 2026",
        "Counted without names.",
        _metric("finished", "People who finished the lesson", "people", finishers, "2026-12-31"),
    )
    words = "A lesson is written with teachers, tried in ten made-up schools, and then offered to all."
    goal = _part("Every school has a lesson on sleep", words, objectives=[publish, finish])
    return _item(goal, "sleep", "learn", "lesson")


def _later() -> dict[str, Any]:
    letters = _objective(
        "letters",
        "Bring 1,000 letters to the legislature by September 2026",
        "Reached when the letters have been accepted by the offices' servers.",
        _metric("accepted", "Letters accepted by the offices", "letters", 1000, "2026-09-30"),
    )
    words = "The fictional legislature of Exampleland is asked to let school days begin at nine."
    return _item(_part("School days begin later", words, objectives=[letters]), "sleep", "act", "later")


def _rest() -> dict[str, Any]:
    rest = _objective(
        "rest", "Agree with five made-up employers on how rest is counted", "Nobody has begun to measure it."
    )
    goal = _part("Workplaces leave room for rest", "People who work at night are asked first.", objectives=[rest])
    return _item(goal, "sleep", "act", "rest")


def _pillar(name: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "pillar", "id": stable_key("sleep", name), "value": value}


def _objective(word: str, title: str, words: str, *metrics: dict[str, Any]) -> dict[str, Any]:
    return {"type": "item", "id": _objective_key(word), "value": _part(title, words, metrics=list(metrics))}


def _metric(word: str, title: str, unit: str, target: int, day: str) -> dict[str, Any]:
    value = {
        "title": title,
        "source": "manual",
        "live_metric": "",
        "unit": unit,
        "direction": "increase",
        "baseline_value": "0",
        "baseline_day": "2026-01-01",
        "target_value": str(target),
        "target_day": day,
        "note": "Made up.",
    }
    return {"type": "item", "id": _metric_key(word), "value": value}


def _objective_key(word: str) -> str:
    return stable_key("sleep", "objective", word)


def _metric_key(word: str) -> str:
    return stable_key("sleep", "metric", word)


def _item(value: dict[str, Any], *words: str) -> dict[str, Any]:
    return {"type": "item", "id": stable_key(*words), "value": value}


def _part(title: str, words: str, **below: Any) -> dict[str, Any]:
    return {"title": title, "text": f"<p>{words}</p>", "owner": "", "facts": [], "links": [], **below}
