"""Plans for tests: pillars, goals, objectives and metrics as an editor saves them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from content.api import get_home_page
from content.plans.metric_blocks import Direction
from content.plans.models import StrategicPlanIndexPage, StrategicPlanPage
from content.plans.outline import PlanMetric
from tests.content.factories import make_fact, make_page


def part(title: str, *below: dict[str, Any], name: str = "", facts: Any = (), pages: Any = (), **more: Any) -> Any:
    """The value of a pillar, goal or objective; `name` is what the parts below it are called."""
    value: dict[str, Any] = {
        "title": title,
        "text": f"<p>About {title}.</p>",
        "owner": "",
        "facts": [{"fact": fact.pk} for fact in facts],
        "links": [{"page": page.pk} for page in pages],
        **more,
    }
    return value | ({name: list(below)} if name else {})


def item(value: dict[str, Any], key: str = "") -> dict[str, Any]:
    return {"type": "item", "id": key or str(uuid4()), "value": value}


def pillar(value: dict[str, Any], key: str = "") -> dict[str, Any]:
    return {"type": "pillar", "id": key or str(uuid4()), "value": value}


def metric_value(title: str = "Letters", **fields: Any) -> dict[str, Any]:
    """A manual metric from 0 on 1 January 2026 to 100 on 31 December 2026."""
    return {
        "title": title,
        "source": "manual",
        "live_metric": "",
        "unit": "letters",
        "direction": "increase",
        "baseline_value": "0",
        "baseline_day": "2026-01-01",
        "target_value": "100",
        "target_day": "2026-12-31",
        "note": "",
        **fields,
    }


def metric(**fields: Any) -> PlanMetric:
    """The same metric as the status rule sees it."""
    return PlanMetric(
        **{
            "key": uuid4(),
            "number": "1.1.1.1",
            "title": "Letters",
            "unit": "letters",
            "direction": Direction.INCREASE,
            "baseline_value": Decimal(0),
            "baseline_day": date(2026, 1, 1),
            "target_value": Decimal(100),
            "target_day": date(2026, 12, 31),
            **fields,
        }
    )


def make_plan(pillars: list[dict[str, Any]], **fields: Any) -> StrategicPlanPage:
    """A published, approved plan below the index of plans."""
    index = StrategicPlanIndexPage.objects.first()
    if index is None:
        index = StrategicPlanIndexPage(title="Plans", slug="strategic-plan")
        get_home_page().add_child(instance=index)
        index.save_revision().publish()
    values = {"title": "The plan", "slug": "2026", "year": 2026, "stage": "approved", "pillars": pillars, **fields}
    plan = StrategicPlanPage(**values)
    index.add_child(instance=plan)
    plan.save_revision().publish()
    return StrategicPlanPage.objects.get(pk=plan.pk)


def full_plan(*metrics: dict[str, Any], **fields: Any) -> StrategicPlanPage:
    """Two pillars; the first has a goal with one objective, which has these metrics."""
    objective = item(part("Publish a lesson", metrics=[item(value) for value in metrics]))
    goal = item(part("Everybody can learn", objective, name="objectives"))
    first = part("Education", goal, name="goals", facts=[make_fact()], pages=[make_page("A lesson")])
    return make_plan([pillar(first), pillar(part("Advocacy", name="goals"))], **fields)


def change(plan: StrategicPlanPage, **fields: Any) -> StrategicPlanPage:
    """Publish the plan with these fields changed."""
    plan = StrategicPlanPage.objects.get(pk=plan.pk)
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.save_revision().publish()
    return StrategicPlanPage.objects.get(pk=plan.pk)
