"""How the outbox treats newsletters."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from delivery.api import MailingKind
from newsletters.audience import reasons_to_withhold, values_for_readers
from newsletters.models import Subscription
from newsletters.rendering.slots import LEFT_AT, SLOT_NAMES
from newsletters.subscriptions import end_subscription

KIND = "newsletters.issue"


class NewsletterIssue(MailingKind):
    """An issue to its readers. Of two evils, one reader without an issue is the lesser than one with two."""

    name: ClassVar[str] = KIND
    label: ClassVar[str] = "Newsletter issue"
    in_doubt_rule: ClassVar[Literal["hold", "ask"]] = "hold"
    late_values: ClassVar[frozenset[str]] = SLOT_NAMES | {LEFT_AT}

    def may_send(self, references: Sequence[str]) -> Mapping[str, str]:
        """Withhold from everyone who has unsubscribed, or was erased, since the list was made."""
        return reasons_to_withhold(references)

    def unsubscribe(self, reference: str) -> bool:
        """End this one subscription, for a reader who left by mail or by a provider's own button."""
        if not reference.isdecimal():
            return False
        subscription = Subscription.objects.select_related("member", "newsletter").filter(pk=int(reference)).first()
        if subscription is None:
            return False
        end_subscription(subscription.member, subscription.newsletter, source="unsubscribed by mail")
        return True

    def values_for(self, references: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """Give each reader's name and signed links, made when their mail is about to leave."""
        return values_for_readers(references)
