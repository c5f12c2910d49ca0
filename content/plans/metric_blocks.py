"""How an editor defines what is measured for an objective."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.plans.live_metrics import live_metric_choices, live_metrics


class MetricSource(models.TextChoices):
    """Where the values of a metric come from."""

    MANUAL = "manual", _("Staff record its values")
    LIVE = "live", _("This site counts it every night")


class Direction(models.TextChoices):
    """Which way is good."""

    INCREASE = "increase", _("It should rise to the target")
    DECREASE = "decrease", _("It should fall to the target")
    AT_LEAST = "at_least", _("It should never be below the target")
    AT_MOST = "at_most", _("It should never be above the target")


FIGURE: dict[str, Any] = {"max_digits": 24, "decimal_places": 6, "required": False}


class MetricBlock(blocks.StructBlock):
    """One measure of an objective: what is counted, where it stood, where it should be, by when."""

    title = blocks.CharBlock(
        label=_("What is measured"), max_length=160, help_text=_("Such as: People who finished the lesson.")
    )
    source = blocks.ChoiceBlock(label=_("Where its values come from"), choices=MetricSource.choices, default="manual")
    live_metric = blocks.ChoiceBlock(
        label=_("What this site counts"),
        choices=live_metric_choices,
        required=False,
        help_text=_("Only for a metric that this site counts. The value of each day is kept every night."),
    )
    unit = blocks.CharBlock(
        label=_("Unit"), max_length=60, required=False, help_text=_("In the plural, such as: letters, percent, states.")
    )
    direction = blocks.ChoiceBlock(label=_("Which way is good"), choices=Direction.choices, default="increase")
    baseline_value = blocks.DecimalBlock(
        label=_("Value at the start"), help_text=_("The baseline: where it stood on the first day."), **FIGURE
    )
    baseline_day = blocks.DateBlock(label=_("Day of that value"), required=False)
    target_value = blocks.DecimalBlock(
        label=_("Target"), help_text=_("Leave the target empty if there is none yet: the page then says so."), **FIGURE
    )
    target_day = blocks.DateBlock(label=_("To be reached by"), required=False)
    note = blocks.TextBlock(
        label=_("How it is measured"),
        max_length=400,
        rows=2,
        required=False,
        help_text=_("Who counts, from what, how often. Readers see it beside the values."),
    )

    def clean(self, value: Any) -> Any:
        """Insist on a definition from which a status can be computed, or on none."""
        cleaned = super().clean(value)
        errors = {name: ValidationError(message) for name, message in definition_errors(cleaned).items()}
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "order"
        label = _("Metric")


def definition_errors(metric: Any) -> dict[str, Any]:
    """What is wrong with a metric's definition: a message for each field, empty if it can be used."""
    errors: dict[str, Any] = {}
    if metric["source"] == MetricSource.LIVE and metric["live_metric"] not in live_metrics():
        errors["live_metric"] = _("Choose what this site counts, or let staff record the values.")
    if metric["source"] == MetricSource.MANUAL and metric["live_metric"]:
        errors["live_metric"] = _("Leave this empty, or say above that this site counts it.")
    start, target = metric["baseline_value"], metric["target_value"]
    begins, ends = metric["baseline_day"], metric["target_day"]
    if (start is None) != (begins is None):
        errors["baseline_day"] = _("Give both the value at the start and its day, or neither.")
    if (target is None) != (ends is None):
        errors["target_day"] = _("Give both the target and its day, or neither.")
    limit = metric["direction"] in {Direction.AT_LEAST, Direction.AT_MOST}
    if target is not None and start is None and not limit:
        errors["baseline_value"] = _("Progress to a target is measured from a start: give the value and its day.")
    if begins is not None and ends is not None and begins >= ends:
        errors["target_day"] = _("The target's day must come after the day of the start.")
    if start is not None and target is not None:
        if metric["direction"] == Direction.INCREASE and target <= start:
            errors["target_value"] = _("It should rise, so the target must be above the value at the start.")
        if metric["direction"] == Direction.DECREASE and target >= start:
            errors["target_value"] = _("It should fall, so the target must be below the value at the start.")
    return errors
