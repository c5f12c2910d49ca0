"""Staff let a text version go, or refuse it; and whether an approval still holds."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from advocacy.campaigns.api import LetterTextVersion, is_current
from advocacy.outreach.doorbells import ring_advance
from advocacy.outreach.models import Letter, LetterState, VersionDecision
from advocacy.outreach.pausing import resume_version
from advocacy.outreach.states import move
from members.api import Member

PERMISSION = "campaigns.approve_letters"


class DecisionError(Exception):
    """The decision was not taken; the message says why, for the member of staff."""


@dataclass(frozen=True)
class Standing:
    """Where a text version stands: the newest decision, whether it is today's wording, whether its letters may go."""

    decision: VersionDecision | None
    is_current: bool

    @property
    def may_go(self) -> bool:
        """Whether an approval holds: for today's wording, or knowingly given for this earlier one."""
        decision = self.decision
        return (
            decision is not None
            and decision.verdict == VersionDecision.Verdict.APPROVED
            and decision.content_hash == decision.version.content_hash
            and (self.is_current or decision.earlier_wording)
        )

    @property
    def has_lapsed(self) -> bool:
        """Whether it was approved once, but text, rule or a figure changed since."""
        decision = self.decision
        return decision is not None and decision.verdict == VersionDecision.Verdict.APPROVED and not self.may_go

    @property
    def is_refused(self) -> bool:
        """Whether staff refused it last."""
        return self.decision is not None and self.decision.verdict == VersionDecision.Verdict.REFUSED


def standing_of(version: LetterTextVersion) -> Standing:
    """Return where a version stands now, comparing it with the text, rule and figures of this moment."""
    decision = VersionDecision.objects.filter(version=version).select_related("version").order_by("-pk").first()
    return Standing(decision, is_current(version))


def decide(
    version: LetterTextVersion,
    verdict: VersionDecision.Verdict,
    *,
    actor: Member,
    seen_hash: str,
    seen_decision: int | None,
    reason: str = "",
    samples: int = 0,
) -> VersionDecision:
    """Record a decision about a version that staff have just looked at, and let it take effect.

    `seen_hash` and `seen_decision` are what the page showed: if somebody else decided in the meantime, nothing
    is recorded and `DecisionError` names them. An approval sends waiting letters on after commit; a
    refusal, which needs a reason, declines them.
    """
    if not actor.has_perm(PERMISSION):
        raise DecisionError(_("You may not approve letters."))
    reason = reason.strip()
    if verdict == VersionDecision.Verdict.REFUSED and not reason:
        raise DecisionError(_("Please give a reason: the senders read it."))
    with transaction.atomic():
        locked = LetterTextVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        standing = standing_of(locked)
        newest = standing.decision
        if (newest.pk if newest else None) != seen_decision:
            who = newest.decided_by if newest else None
            raise DecisionError(
                _("%(who)s decided about this text while you were reading it. Please look at it again.")
                % {"who": who or _("Somebody")}
            )
        if seen_hash != locked.content_hash:
            raise DecisionError(_("This is not the text that was shown to you. Please look at it again."))
        decision = VersionDecision.objects.create(
            version=locked,
            verdict=verdict,
            reason=reason[:500],
            content_hash=locked.content_hash,
            earlier_wording=not standing.is_current,
            samples=samples,
            decided_by=actor,
        )
        approved = verdict == VersionDecision.Verdict.APPROVED
        log(
            locked.action,
            "letters.approve" if approved else "letters.refuse",
            user=actor,
            data={"version": locked.pk, "hash": locked.content_hash, "text": str(locked), "reason": reason},
        )
        if approved:
            resume_version(locked, actor=actor)
            ring_advance()
        else:
            waiting = Letter.objects.filter(
                version=locked, state__in=[LetterState.AWAITING_APPROVAL, LetterState.AWAITING_REVIEW]
            )
            move(waiting, LetterState.DECLINED, detail=reason, actor=actor)
        return decision
