"""The texts of an issue that is tried: text A is the issue as it stands, text B what was written beside it."""

import copy
from typing import TYPE_CHECKING, Final

from newsletters.trials.deciding import Text

if TYPE_CHECKING:
    from newsletters.models import IssuePage

# The numbers of the texts in the outbox. Whoever is held waits with number 0, which is text A too: it would leave as
# such if no decision ever came. The rest has numbers of its own, so that its figures do not mix with the sample's.
HELD: Final = 0
SAMPLE: Final = {Text.A: 1, Text.B: 2}
REST: Final = {Text.A: 3, Text.B: 4}


def has_text_b(issue: "IssuePage") -> bool:
    """Whether anything was written that text B would have and text A has not."""
    return bool(issue.trial_subject.strip() or issue.trial_preheader.strip() or issue.trial_body)


def text_b(issue: "IssuePage") -> "IssuePage":
    """Return the issue with text B in place of its own, for rendering and checking; never to be saved."""
    other = copy.copy(issue)
    if issue.trial_subject.strip():
        other.subject = issue.trial_subject
    if issue.trial_preheader.strip():
        other.preheader = issue.trial_preheader
    if issue.trial_body:
        other.body = issue.trial_body
    return other


def texts_of(issue: "IssuePage") -> dict[Text, "IssuePage"]:
    """Return every text of an issue: `A`, and `B` when there is one."""
    return {Text.A: issue, Text.B: text_b(issue)} if has_text_b(issue) else {Text.A: issue}
