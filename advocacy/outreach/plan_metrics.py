"""What plans can measure of letters."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.outreach.models import LetterEvent, LetterState
from content.api import register_live_metric

LEFT = (LetterState.HANDED_OVER, LetterState.ACCEPTED)


def letters_handed_over_at(moment: datetime) -> int:
    """How many letters a mail server had taken by then."""
    return _letters_that_reached(LEFT, moment)


def letters_handed_over() -> int:
    """How many letters a mail server has taken."""
    return letters_handed_over_at(timezone.now())


def letters_accepted_at(moment: datetime) -> int:
    """How many letters the offices' own mail servers had accepted by then."""
    return _letters_that_reached((LetterState.ACCEPTED,), moment)


def letters_accepted() -> int:
    """How many letters the offices' own mail servers have accepted."""
    return letters_accepted_at(timezone.now())


def _letters_that_reached(states: tuple[LetterState, ...], moment: datetime) -> int:
    return LetterEvent.objects.filter(to_state__in=states, at__lte=moment).values("letter").distinct().count()


def register() -> None:
    """Offer these measures to plans; called once when the applications are ready."""
    erased = _("Letters of members who had themselves erased are not counted.")
    register_live_metric(
        "outreach.letters_handed_over",
        _("Letters handed over to a mail server"),
        letters_handed_over,
        unit=_("letters"),
        explanation=erased,
        measure_at=letters_handed_over_at,
    )
    register_live_metric(
        "outreach.letters_accepted",
        _("Letters accepted by the offices' mail servers"),
        letters_accepted,
        unit=_("letters"),
        explanation=erased,
        measure_at=letters_accepted_at,
    )
