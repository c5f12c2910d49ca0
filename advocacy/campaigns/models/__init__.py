"""Actions, whom they write to, what they say, the pages that ask, and who took part."""

from advocacy.campaigns.models.action import Action, LetterAction
from advocacy.campaigns.models.letter_text import LetterText, LetterTextVersion, WrittenAs
from advocacy.campaigns.models.pages import ActIndexPage, CampaignPage, LetterActionPage
from advocacy.campaigns.models.participation import Participation
from advocacy.campaigns.models.target_group import TargetExclusion, TargetGroup

__all__ = [
    "ActIndexPage",
    "Action",
    "CampaignPage",
    "LetterAction",
    "LetterActionPage",
    "LetterText",
    "LetterTextVersion",
    "Participation",
    "TargetExclusion",
    "TargetGroup",
    "WrittenAs",
]
