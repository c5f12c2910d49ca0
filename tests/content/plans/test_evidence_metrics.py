"""What plans measure of the evidence registry, now and in the past."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from content.evidence.versions import FactContent, add_version
from content.plans.evidence_metrics import reviewed_facts, sourced_facts, sourced_facts_at
from content.plans.live_metrics import live_metric_choices, live_metrics, measure_live_metric
from tests.content.factories import SourceFactory, make_fact


@pytest.mark.django_db
def test_counts_facts_with_a_figure_now_and_as_it_was() -> None:
    make_fact("with-figure")
    fact = make_fact("open", value=None, unit="")
    before = timezone.now()
    found = FactContent(statement="Found", value=Decimal(3), unit="people", source=SourceFactory())
    add_version(fact, found, reason="There is a source")
    assert (sourced_facts_at(before - timedelta(days=1)), sourced_facts_at(before), sourced_facts()) == (0, 1, 2)
    assert measure_live_metric("evidence.sourced_facts") == 2


@pytest.mark.django_db
def test_counts_facts_whose_review_lies_ahead() -> None:
    for name, days in (("overdue", -1), ("today", 0), ("ahead", 30)):
        fact = make_fact(name)
        fact.review_by = timezone.localdate() + timedelta(days=days)
        fact.save()
    make_fact("never-reviewed")
    assert reviewed_facts() == 2


@pytest.mark.django_db
def test_every_room_offers_measures_that_work_on_an_empty_database() -> None:
    names = {name for name, _label in live_metric_choices()}
    assert {
        "campaigns.participations",
        "education.certificates",
        "education.lesson_completions",
        "evidence.reviewed_facts",
        "evidence.sourced_facts",
        "newsletters.subscribers",
        "outreach.letters_accepted",
        "outreach.letters_handed_over",
    } <= names
    for name, metric in live_metrics().items():
        if name.startswith("tests."):
            continue
        assert measure_live_metric(name) == 0, name
        assert metric.measure_at is None or metric.measure_at(timezone.now()) == 0
        assert metric.unit
        assert metric.explanation
