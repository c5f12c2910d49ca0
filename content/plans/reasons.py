"""Says in a sentence why a metric has its status, with every figure that the rule looked at."""

from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.charts.numbers import number_text
from content.plans.metric_blocks import Direction
from content.plans.outline import PlanMetric
from content.plans.status import AT_RISK_RATIO, EARLY_SHARE, ON_TRACK_RATIO, MetricStatus, Status


def reason_of(metric: PlanMetric, found: MetricStatus) -> str:
    """Why the metric has this status, in the active language."""
    if found.latest is None:
        return _("No value that counts today has been recorded.")
    if found.status == Status.NO_DATA:
        return _("The last value, of %(day)s, does not count for today.") % {"day": date_format(found.latest.day)}
    if found.status == Status.NO_TARGET:
        return _("There is no target to compare the value with.")
    words = {
        "value": number_text(found.latest.value),
        "target": number_text(metric.target_value) if metric.target_value is not None else "",
        "target_day": date_format(metric.target_day) if metric.target_day else "",
    }
    if metric.direction in {Direction.AT_LEAST, Direction.AT_MOST}:
        at_least = metric.direction == Direction.AT_LEAST
        template = (
            _("%(value)s is compared with the limit: at least %(target)s.")
            if at_least
            else _("%(value)s is compared with the limit: at most %(target)s.")
        )
        return template % words
    return _progress(found, words)


def _progress(found: MetricStatus, words: dict[str, str]) -> str:
    words |= {"way": f"{found.way_percent}", "time": f"{found.time_percent}"}
    sentence = _("%(way)s percent of the way to the target is covered after %(time)s percent of the time.") % words
    if found.status == Status.REACHED:
        return _("The target, %(target)s by %(target_day)s, was reached in time.") % words
    if found.status == Status.REACHED_LATE:
        return _("The target, %(target)s, was reached after its day, %(target_day)s.") % words
    if found.status == Status.MISSED:
        return _("On %(target_day)s the target of %(target)s had not been reached.") % words + " " + sentence
    if found.status == Status.TOO_EARLY:
        early = {"share": number_text(EARLY_SHARE * 100)}
        return sentence + " " + _("Before %(share)s percent of the time nothing is concluded.") % early
    ratio = {
        "ratio": number_text(round(found.ratio or Decimal(0), 2)),
        "on_track": number_text(ON_TRACK_RATIO),
        "at_risk": number_text(AT_RISK_RATIO),
    }
    if found.status == Status.ON_TRACK:
        verdict = _("The ratio, %(ratio)s, is at least %(on_track)s.") % ratio
    elif found.status == Status.AT_RISK:
        verdict = _("The ratio, %(ratio)s, is at least %(at_risk)s but below %(on_track)s.") % ratio
    else:
        verdict = _("The ratio, %(ratio)s, is below %(at_risk)s.") % ratio
    return sentence + " " + verdict
