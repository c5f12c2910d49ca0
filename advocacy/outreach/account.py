"""“My letters” on the member's account page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from advocacy.campaigns.api import Participation
from advocacy.outreach.models import LetterState
from advocacy.outreach.participations import title_of
from members.api import AccountSection, Member


def my_letters() -> AccountSection:
    """Return the section that lists what a member took part in, with links to the receipts."""
    return AccountSection(
        name="letters", title=_("My letters"), template="outreach/account_section.html", context=_context, order=40
    )


def _context(member: Member) -> Mapping[str, Any]:
    participations = (
        Participation.objects.filter(member=member)
        .select_related("action")
        .prefetch_related("letters")
        .order_by("-created_at")[:50]
    )
    return {
        "participations": [
            {
                "title": title_of(participation),
                "participation": participation,
                "letters": len(participation.letters.all()),
                "needs_you": sum(letter.state == LetterState.NEEDS_YOU for letter in participation.letters.all()),
            }
            for participation in participations
        ]
    }
