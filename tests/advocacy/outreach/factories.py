"""Participations with letters, and staff who approve them."""

from typing import Any

from advocacy.campaigns.api import LetterAction, Participation, confirm, current_versions, join
from advocacy.outreach.approval import decide, standing_of
from advocacy.outreach.models import VersionDecision
from members.api import Member
from tests.advocacy.campaigns import factories as campaigns
from tests.members.factories import MemberFactory, StaffFactory


def joined(action: LetterAction, member: Member | None = None, **signature: Any) -> Participation:
    """A participation that still waits for its confirmation."""
    signer = campaigns.signer(**signature)
    member = member or MemberFactory.create()
    plan = campaigns.planned(action, signer)
    return join(action, member, signer, plan, consent_wording="I ask you to.").participation


def confirmed(action: LetterAction, member: Member | None = None, **signature: Any) -> Participation:
    """A confirmed participation of a member whose address is confirmed."""
    participation = joined(action, member, **signature)
    confirm(participation)
    return participation


def approve_all(action: LetterAction, by: Member | None = None) -> None:
    """Approve every text of an action as it stands now."""
    staff = by or StaffFactory.create()
    for version in current_versions(action):
        newest = standing_of(version).decision
        decide(
            version,
            VersionDecision.Verdict.APPROVED,
            actor=staff,
            seen_hash=version.content_hash,
            seen_decision=newest.pk if newest else None,
        )
