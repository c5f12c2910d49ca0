"""Who tries which text: drawn by a hash, in the database, the same however often it is asked."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, CharField, DateTimeField, Func, IntegerField, Q, SmallIntegerField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from newsletters.clicks import count_links
from newsletters.models import IssuePage, IssueSending, IssueTrial
from newsletters.rendering.document import RenderedMail, render_issue
from newsletters.trials.deciding import Text
from newsletters.trials.texts import HELD, REST, SAMPLE, texts_of

# Longer than any decision can take; should none ever come, text A leaves then.
HELD_FOR: Final = timedelta(days=60)
_TEN_THOUSANDTHS_PER_PERCENT: Final = 100


class _Drawn(Func):
    """A number from 0 to 9,999, evenly spread, from the MD5 of a text; it need not keep a secret."""

    template = "mod(('x' || left(md5(%(expressions)s), 8))::bit(32)::bigint, 10000)"
    output_field = IntegerField()


def drawn(sending: IssueSending) -> Combinable:
    """Return the expression that draws a number for a subscription; another sending draws another one."""
    return _Drawn(Concat(Value(f"{sending.pk}:"), Cast("pk", CharField()), output_field=CharField()))


def sample_and_rest(trial: IssueTrial, number: str) -> tuple[Combinable, Combinable]:
    """Return with which text each reader's mail waits, and until when, by the annotation that holds what was drawn."""
    half = trial.share * _TEN_THOUSANDTHS_PER_PERCENT // 2
    of_a, of_sample = Q(**{f"{number}__lt": half}), Q(**{f"{number}__lt": 2 * half})
    variant = Case(
        When(of_a, then=Value(SAMPLE[Text.A])),
        When(of_sample, then=Value(SAMPLE[Text.B])),
        default=Value(HELD),
        output_field=SmallIntegerField(),
    )
    not_before = Case(
        When(of_sample, then=Value(None)),
        default=Value(trial.held_until),
        output_field=DateTimeField(),
    )
    return variant, not_before


def begin_trial(trial: IssueTrial, issue: IssuePage, now: datetime) -> list[RenderedMail]:
    """Return the mails of a trial by their number in the outbox, links counted apart, and date how long others wait."""
    trial.held_until = now + HELD_FOR
    trial.save(update_fields=["held_until"])
    texts = {text: render_issue(version, at=now) for text, version in texts_of(issue).items()}
    mails = {number: texts[text] for numbers in (SAMPLE, REST) for text, number in numbers.items()}
    if issue.newsletter.counts_clicks:
        for number in sorted(mails):
            (mails[number],) = count_links(trial.sending, [mails[number]], variant_number=number)
    mails[HELD] = mails[REST[Text.A]]
    return [mails[number] for number in sorted(mails)]
