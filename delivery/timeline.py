"""The life of one delivery in order, as far as its row and its events tell."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery.models import Delivery, State

_ENDINGS = {
    State.SENT: gettext_lazy("Accepted by the server"),
    State.FAILED: gettext_lazy("Refused for good"),
    State.SUPPRESSED: gettext_lazy("Not sent: the address is suppressed"),
    State.WITHHELD: gettext_lazy("Not sent: it was not to be sent any more"),
    State.CANCELLED: gettext_lazy("Cancelled"),
}


@dataclass(frozen=True)
class Moment:
    """Something that happened to a delivery; `words` are the server's own, where there are any."""

    at: datetime
    what: str
    words: str = ""


def timeline(delivery: Delivery) -> list[Moment]:
    """Return what happened to a delivery, the earliest first.

    The row keeps its creation, the last time a sender took it and how it ended; everything between (deferrals,
    doubts, what came back) is an event. Takes one query.
    """
    moments = [Moment(delivery.created_at, _("Added to the mailing"))]
    if delivery.claimed_at is not None:
        attempt = _("Taken by a sender, attempt %(number)d") % {"number": max(1, delivery.attempts)}
        moments.append(Moment(delivery.claimed_at, attempt))
    moments += [
        Moment(
            event.at,
            str(event.get_kind_display()).capitalize(),
            _words(event.reply_code, event.enhanced_code, event.detail),
        )
        for event in delivery.events.all()
    ]
    ending = _ENDINGS.get(State(delivery.state))
    if delivery.settled_at is not None and ending is not None:
        words = _words(delivery.reply_code, delivery.enhanced_code, delivery.detail)
        moments.append(Moment(delivery.settled_at, str(ending), words))
    # The sort is stable: of two things within one transaction, which carry one time, the order above holds.
    moments.sort(key=lambda moment: moment.at)
    if delivery.state == State.DEFERRED:
        moments.append(Moment(delivery.not_before, _("Goes again")))
    return moments


def _words(code: int | None, enhanced_code: str, detail: str) -> str:
    """Return a server's reply as it is written in its own protocol: code, enhanced code (RFC 3463), words."""
    told = enhanced_code if enhanced_code and not detail.startswith(enhanced_code) else ""
    return " ".join(part for part in (str(code) if code else "", told, detail) if part)
