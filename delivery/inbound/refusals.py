"""What a refusal means for the address: suppressed at once, counted, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from delivery.addresses import address_digest
from delivery.inbound.rules import SOFT_BOUNCES_COUNT_FOR, SOFT_BOUNCES_IN_A_ROW, Verdict, verdict
from delivery.models import Delivery, SoftBounce, SuppressionReason
from delivery.suppression import suppress


@dataclass(frozen=True)
class Refusal:
    """A delivery that a server refused for good while it was handed over."""

    delivery_id: int
    enhanced_code: str
    reply_code: int | None
    words: str


def note_refusal(
    address: str,
    *,
    enhanced_code: str,
    reply_code: int | None,
    words: str,
    source: str,
    identity: str,
    at_most: Verdict | None = None,
) -> Verdict:
    """Draw the consequences of a refusal for an address; return how it was judged.

    `identity` names the message refused, so that two reports about one message count once. `at_most`
    limits the judgement where the report may be about another address than ours.
    """
    judged = verdict(enhanced_code, reply_code)
    if judged == Verdict.HARD and at_most == Verdict.SOFT:
        judged = Verdict.SOFT
    if judged == Verdict.HARD:
        suppress(address, SuppressionReason.BOUNCED, source, note=f"{enhanced_code} {words}".strip())
    elif judged == Verdict.SOFT:
        digest = address_digest(address)
        SoftBounce.objects.get_or_create(identity=identity, defaults={"address_digest": digest})
        since = timezone.now() - SOFT_BOUNCES_COUNT_FOR
        count = SoftBounce.objects.filter(address_digest=digest, at__gt=since).count()
        if count >= SOFT_BOUNCES_IN_A_ROW:
            note = _("%(count)d messages came back, the last with: %(words)s") % {"count": count, "words": words}
            suppress(address, SuppressionReason.BOUNCED, source, note=note)
    return judged


def note_refused_deliveries(refusals: Iterable[Refusal]) -> None:
    """Suppress the addresses a server called dead when their mail was handed over.

    Only hard ones: the senders try soft ones again by themselves.
    """
    hard = {each.delivery_id: each for each in refusals if verdict(each.enhanced_code, each.reply_code) == Verdict.HARD}
    if not hard:
        return
    deliveries = Delivery.objects.filter(pk__in=hard).exclude(address="").values_list("pk", "mailing_id", "address")
    for pk, mailing_id, address in deliveries:
        refusal = hard[pk]
        suppress(
            address,
            SuppressionReason.BOUNCED,
            f"mailing {mailing_id}, delivery {pk}",
            note=f"{refusal.enhanced_code} {refusal.words}".strip(),
        )
