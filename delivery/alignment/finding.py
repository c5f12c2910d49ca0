"""What a check found about one record, in words for staff."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Level(StrEnum):
    """How a record stands; `WRONG` and `UNKNOWN` keep mail from leaving when live."""

    GOOD = "good"
    ADVICE = "advice"
    WRONG = "wrong"
    UNKNOWN = "unknown"


LABELS: dict[Level, Promise] = {
    Level.GOOD: _("In order"),
    Level.ADVICE: _("Could be better"),
    Level.WRONG: _("To be mended"),
    Level.UNKNOWN: _("No answer"),
}


@dataclass(frozen=True)
class Finding:
    """One record: `subject` is SPF, DKIM, DMARC or bounces, `suggestion` a record to publish under `name`."""

    subject: str
    name: str
    level: Level
    words: str
    found: str = ""
    suggestion: str = ""

    @property
    def label(self) -> str:
        """The level in words."""
        return str(LABELS[self.level])
