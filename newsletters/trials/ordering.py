"""Ordering a trial: what it needs, and how much its sample can show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from newsletters.models import IssuePage, IssueSending, IssueTrial
from newsletters.models.trials import HOURS, SHARES
from newsletters.trials.deciding import LEAST_PER_TEXT, smallest_seen
from newsletters.trials.texts import has_text_b

# An example to reckon with, not a promise: what a sample shows depends on how often the thing happens at all.
_EXAMPLES: Final = {
    IssueTrial.Rule.CLICKS: 0.04,
    IssueTrial.Rule.UNSUBSCRIBES: 0.005,
    IssueTrial.Rule.STAFF: 0.04,
}


@dataclass(frozen=True)
class TrialOrder:
    """How many percent of the readers try the texts, what makes one the better, and how many hours they have."""

    share: int
    rule: IssueTrial.Rule
    hours: int


@dataclass(frozen=True)
class Sample:
    """How many readers get each text first, about, and how many wait."""

    per_text: int
    held: int


def sample_of(readers: int, share: int) -> Sample:
    """Return the sizes to expect; who belongs to it is drawn by a hash, so that they vary a little."""
    per_text = readers * share // 200
    return Sample(per_text, readers - 2 * per_text)


def what_it_shows(order: TrialOrder, sample: Sample) -> str:
    """Say in a sentence which difference a sample can show."""
    example = _EXAMPLES[order.rule]
    seen = smallest_seen(example, sample.per_text)
    if seen is None:
        return _("With so few readers hardly any difference can be told from chance.")
    return _(
        "With about %(count)d readers per text, a difference like %(low)s %% against %(high)s %% is recognised in four of "
        "five trials. A smaller one will mostly look like chance, and then text A goes out."
    ) % {
        "count": sample.per_text,
        "low": number_format(example * 100, 1),
        "high": number_format(seen * 100, 1),
    }


def trial_problem(issue: IssuePage, order: TrialOrder, *, readers: int, local_time: bool, now: datetime) -> str:
    """Return why a trial of this issue cannot be ordered, in the words of whoever orders it, or nothing."""
    return next(_problems(issue, order, readers, now, local_time=local_time), "")


def _problems(issue: IssuePage, order: TrialOrder, readers: int, now: datetime, *, local_time: bool) -> Iterator[str]:
    if not has_text_b(issue):
        yield _("There is nothing to try: write text B in the editor, under “Trial of two texts”.")
    if not SHARES[0] <= order.share <= SHARES[1]:
        yield _("The sample is %(least)d to %(most)d percent of the readers.") % {"least": SHARES[0], "most": SHARES[1]}
    if not HOURS[0] <= order.hours <= HOURS[1]:
        yield _("The wait is %(least)d to %(most)d hours.") % {"least": HOURS[0], "most": HOURS[1]}
    if local_time:
        yield _("A trial cannot go by each reader's clock: all others have to wait for the sample.")
    if any(_ends_later(child, now) for body in (issue.body, issue.trial_body) for child in body):
        yield _("A block is useless after a moment that is still to come. A trial and such blocks do not go together.")
    if order.rule == IssueTrial.Rule.CLICKS and not issue.newsletter.counts_clicks:
        yield _("This newsletter does not count clicks, so they cannot choose the text.")
    per_text = sample_of(readers, order.share).per_text
    if per_text < LEAST_PER_TEXT:
        yield _(
            "The sample is too small: about %(count)d readers would get each text. With fewer than %(least)d any "
            "difference is chance. Take a larger sample or more readers, or send one text to all."
        ) % {"count": per_text, "least": LEAST_PER_TEXT}


def _ends_later(child: Any, now: datetime) -> bool:
    moment = child.value.get("useless_after")
    return bool(moment and moment > now)


def trial_of(sending: IssueSending) -> IssueTrial | None:
    """Return the trial that was ordered with a sending, if one was."""
    return IssueTrial.objects.filter(sending=sending).first()


def keep_order(sending: IssueSending, order: TrialOrder | None) -> None:
    """Note the trial of a sending that was just ordered, in place of one that an earlier, cancelled order had."""
    IssueTrial.objects.filter(sending=sending).delete()
    if order is not None:
        IssueTrial.objects.create(sending=sending, share=order.share, rule=order.rule, hours=order.hours)


def ordered(trial: IssueTrial) -> TrialOrder:
    """Return a trial as it was ordered."""
    return TrialOrder(trial.share, IssueTrial.Rule(trial.rule), trial.hours)
