"""What came of each text of a trial, in counts: of the sample alone, for the rest got only one of the texts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from delivery.api import text_figures
from newsletters.clicks import clicks_by_text
from newsletters.models import IssueSending, IssueTrial
from newsletters.trials.deciding import Better, Share, Text, Verdict, decide
from newsletters.trials.texts import REST, SAMPLE


@dataclass(frozen=True)
class Figures:
    """Counts of one text among one group of readers.

    `arrived`: accepted by the reader's server and not come back so far. `clicks`: those of people on all links of the
    text, as `newsletters.clicks` counts them: not per reader, who is not known; one visitor's second click on the same
    link within a minute does not count. `unsubscribed`: who left within 30 days and for whom it was the newest issue.
    """

    readers: int = 0
    accepted: int = 0
    arrived: int = 0
    bounced: int = 0
    complained: int = 0
    unsubscribed: int = 0
    clicks: int = 0

    @property
    def clicked(self) -> Share:
        """Clicks per message that arrived."""
        return Share(self.clicks, self.arrived)

    @property
    def left(self) -> Share:
        """Unsubscriptions per message that arrived."""
        return Share(self.unsubscribed, self.arrived)


def sample_figures(sending: IssueSending) -> dict[Text, Figures]:
    """Return the figures of the sample by text, in two queries."""
    return _figures(sending, SAMPLE)


def figures_by_group(sending: IssueSending) -> tuple[dict[Text, Figures], dict[Text, Figures]]:
    """Return the figures of the sample and those of everybody else, by text."""
    return _figures(sending, SAMPLE), _figures(sending, REST)


def _figures(sending: IssueSending, numbers: Mapping[Text, int]) -> dict[Text, Figures]:
    deliveries, clicks = text_figures(sending.mailing_id or 0), clicks_by_text(sending)
    found = {}
    for text, number in numbers.items():
        counts = deliveries.get(number)
        found[text] = Figures(
            readers=counts.intended if counts else 0,
            accepted=counts["sent"] if counts else 0,
            arrived=counts.arrived if counts else 0,
            bounced=counts["bounced"] if counts else 0,
            complained=counts["complained"] if counts else 0,
            unsubscribed=counts["unsubscribed"] if counts else 0,
            clicks=clicks.get(number, 0),
        )
    return found


def verdict_of(rule: str, figures: Mapping[Text, Figures]) -> Verdict:
    """Return which text the figures speak for. Where staff decide, it is what the clicks would say."""
    a, b = figures[Text.A], figures[Text.B]
    if rule == IssueTrial.Rule.UNSUBSCRIBES:
        return decide(a.left, b.left, Better.FEWER)
    return decide(a.clicked, b.clicked, Better.MORE)


def as_kept(figures: Mapping[Text, Figures], verdict: Verdict) -> dict[str, Any]:
    """Return what a decision rests on, as its row keeps it."""
    return {**{str(text): asdict(each) for text, each in figures.items()}, "by_chance": verdict.by_chance}


def from_kept(kept: Mapping[str, Any]) -> dict[Text, Figures]:
    """Return the figures that a decision rests on."""
    return {text: Figures(**kept[text]) for text in Text}
