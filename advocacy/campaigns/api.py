"""What `advocacy.outreach` may use of campaigns."""

from advocacy.campaigns.consent import sender_name
from advocacy.campaigns.following import ParticipationFollower, register_participation_follower
from advocacy.campaigns.joining import JoiningError, confirm, join, withdraw
from advocacy.campaigns.letters import (
    OPEN_PART,
    OWN_WORDS,
    FilledLetter,
    FrozenLetter,
    fill,
    outbox_template,
    slot_name,
)
from advocacy.campaigns.models import (
    ActIndexPage,
    Action,
    CampaignPage,
    LetterAction,
    LetterActionPage,
    LetterText,
    LetterTextVersion,
    Participation,
    TargetExclusion,
    TargetGroup,
    WrittenAs,
)
from advocacy.campaigns.planning import (
    Plan,
    PlannedLetter,
    Signer,
    fill_version,
    groups_of,
    plan,
    signer_of,
    slot_values,
)
from advocacy.campaigns.targets import Target, Whereabouts, is_leading_role, resolve, still_holds, target_for
from advocacy.campaigns.tokens import tokens_in
from advocacy.campaigns.versions import current_version, current_versions, frozen_letter, is_current, texts_of

__all__ = [
    "OPEN_PART",
    "OWN_WORDS",
    "ActIndexPage",
    "Action",
    "CampaignPage",
    "FilledLetter",
    "FrozenLetter",
    "JoiningError",
    "LetterAction",
    "LetterActionPage",
    "LetterText",
    "LetterTextVersion",
    "Participation",
    "ParticipationFollower",
    "Plan",
    "PlannedLetter",
    "Signer",
    "Target",
    "TargetExclusion",
    "TargetGroup",
    "Whereabouts",
    "WrittenAs",
    "confirm",
    "current_version",
    "current_versions",
    "fill",
    "fill_version",
    "frozen_letter",
    "groups_of",
    "is_current",
    "is_leading_role",
    "join",
    "outbox_template",
    "plan",
    "register_participation_follower",
    "resolve",
    "sender_name",
    "signer_of",
    "slot_name",
    "slot_values",
    "still_holds",
    "target_for",
    "texts_of",
    "tokens_in",
    "withdraw",
]
