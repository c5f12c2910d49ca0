"""How the outbox treats newsletters."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from delivery.api import MailingKind
from newsletters.audience import reasons_to_withhold

KIND = "newsletters.issue"


class NewsletterIssue(MailingKind):
    """An issue to its readers. Of two evils, one reader without an issue is the lesser than one with two."""

    name: ClassVar[str] = KIND
    label: ClassVar[str] = "Newsletter issue"
    in_doubt_rule: ClassVar[Literal["hold", "ask"]] = "hold"

    def may_send(self, references: Sequence[str]) -> Mapping[str, str]:
        """Withhold from everyone who has unsubscribed, or was erased, since the list was made."""
        return reasons_to_withhold(references)
