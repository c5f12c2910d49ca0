"""The demonstration's approvals: most text versions may go at once, one waits so that staff can see an approval."""

from advocacy.campaigns.api import LetterAction, WrittenAs, current_versions
from advocacy.campaigns.demo import CONGRESS_ACTION, STATE_ACTION
from advocacy.outreach.approval import decide, standing_of
from advocacy.outreach.models import VersionDecision
from members.api import Member

REASON = "Approved for the demonstration."


def build_demo() -> None:
    """Approve the demonstration's letters by its first member of staff; a second run changes nothing.

    The committee letter for health professionals stays unapproved on purpose. Without a member of staff
    nothing is approved.
    """
    staff = Member.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if staff is None:
        return
    for action in LetterAction.objects.filter(name__in=[STATE_ACTION, CONGRESS_ACTION]).order_by("pk"):
        for version in current_versions(action):
            standing = standing_of(version)
            if version.written_as == WrittenAs.PROVIDER or standing.decision is not None:
                continue
            decide(
                version,
                VersionDecision.Verdict.APPROVED,
                actor=staff,
                seen_hash=version.content_hash,
                seen_decision=None,
                reason=REASON,
            )
