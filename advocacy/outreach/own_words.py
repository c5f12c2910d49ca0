"""Reading what members wrote themselves, before it is sent in the coalition's mail."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from advocacy.campaigns.api import LetterAction, Participation
from advocacy.outreach.approval import PERMISSION, DecisionError
from advocacy.outreach.doorbells import ring_advance
from advocacy.outreach.models import Letter, LetterState, OwnWordsReview
from advocacy.outreach.states import move
from members.api import Member


def lay_review(participation: Participation, action: LetterAction, *, changed_open_parts: bool) -> None:
    """Put a confirmed participation in line for review if its action asks for it; once per participation."""
    if not participation.own_words and not changed_open_parts:
        return
    policy = LetterAction.OwnWordsReview
    if action.own_words_review == policy.NONE:
        return
    sampled = action.own_words_review == policy.SAMPLED and not in_sample(
        participation, action.own_words_sample_percent
    )
    OwnWordsReview.objects.bulk_create(
        [
            OwnWordsReview(
                participation=participation,
                state=OwnWordsReview.State.NOT_SAMPLED if sampled else OwnWordsReview.State.WAITING,
            )
        ],
        ignore_conflicts=True,
    )


def in_sample(participation: Participation, percent: int) -> bool:
    """Whether a participation falls into the sample: decided by its identifier, so asking again gives the same answer."""
    digest = hashlib.sha256(participation.public_id.bytes).digest()
    return int.from_bytes(digest[:4]) % 100 < percent


def decide_own_words(review: OwnWordsReview, state: OwnWordsReview.State, *, actor: Member, reason: str = "") -> None:
    """Approve or refuse a member's own words; raise `DecisionError` when somebody else already did.

    An approval sends the letters on after commit. A refusal, which needs a reason, declines them: we never
    send a letter from which we cut what its sender wrote.
    """
    if not actor.has_perm(PERMISSION):
        raise DecisionError(_("You may not approve letters."))
    reason = reason.strip()
    if state == OwnWordsReview.State.REFUSED and not reason:
        raise DecisionError(_("Please give a reason: the sender reads it."))
    with transaction.atomic():
        locked = OwnWordsReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if locked.state != OwnWordsReview.State.WAITING:
            raise DecisionError(
                _("%(who)s decided about these words already.") % {"who": locked.reviewed_by or _("Somebody")}
            )
        locked.state = state
        locked.reason = reason[:500]
        locked.reviewed_by = actor
        locked.reviewed_at = timezone.now()
        locked.save()
        log(
            locked.participation.action,
            "letters.approve_words" if state == OwnWordsReview.State.APPROVED else "letters.refuse_words",
            user=actor,
            data={"participation": str(locked.participation.public_id), "reason": reason},
        )
        if state == OwnWordsReview.State.APPROVED:
            ring_advance()
        else:
            waiting = Letter.objects.filter(
                participation_id=locked.participation_id,
                state__in=[LetterState.AWAITING_APPROVAL, LetterState.AWAITING_REVIEW],
            )
            move(waiting, LetterState.DECLINED, detail=reason, actor=actor)
