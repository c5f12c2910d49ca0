from decimal import Decimal

import pytest

from content.api import FactValue
from pmcsite.face import pathway


def fact(slug, value, display):
    return FactValue(
        slug=slug,
        display=display,
        statement=slug,
        value=Decimal(value) if value is not None else None,
        unit="percent",
        url=f"/evidence/facts/{slug}/",
        source_citation="A source",
        as_of=None,
    )


@pytest.fixture
def facts():
    known = [
        fact(pathway.COHORT, "38068", "38,068"),
        fact(pathway.BENEFIT, "36", "36 percent"),
        fact(pathway.LOST, "497", "497 per 1,000 patients"),
        fact("nsclc-step-biopsy", "6.6", "6.6 percent"),
        fact("nsclc-step-turnaround", None, ""),
    ]
    return {one.slug: one for one in known}


def test_the_band_is_to_scale_at_its_three_marks(facts):
    drawn = pathway.from_facts(facts)

    assert [mark.patients for mark in drawn.marks] == [1000, 503, 360]
    heights = [mark.bottom - mark.top for mark in drawn.marks]
    assert heights[1] / heights[0] == pytest.approx(0.503)
    assert heights[2] / heights[0] == pytest.approx(0.36)


def test_every_one_of_the_seven_steps_is_there_and_open_ones_say_so(facts):
    drawn = pathway.from_facts(facts)

    assert [step.number for step in drawn.steps] == [1, 2, 3, 4, 5, 6, 7]
    assert drawn.steps[0].figure == "6.6 percent"
    assert drawn.steps[5].figure == ""
    assert len(drawn.gates) == 6


@pytest.mark.parametrize("missing", [pathway.COHORT, pathway.BENEFIT, pathway.LOST])
def test_without_the_counts_there_is_no_drawing(facts, missing):
    del facts[missing]

    assert pathway.from_facts(facts) is None


def test_gates_narrow_from_left_to_right(facts):
    drawn = pathway.from_facts(facts)

    tops = [top for _x, top, _bottom in drawn.gates]
    assert tops == sorted(tops)
    assert all(bottom > top for _x, top, bottom in drawn.gates)
