"""Hard, soft or blocked: what a refusal says about an address, by its enhanced status code (RFC 3463)."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

SOFT_BOUNCES_IN_A_ROW: Final = 3
SOFT_BOUNCES_COUNT_FOR: Final = timedelta(days=90)

# The address itself is no good (RFC 3463 section 3.2, 3.3; 1.10 is the null MX of RFC 7505).
_DEAD_ADDRESS: Final = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
# Subjects 6 (content) and 7 (policy), and a message that is too large: the message or its sender was refused, not the address.
_ABOUT_US: Final = ("6.", "7.")
_TOO_LARGE: Final = frozenset({"2.3", "3.4", "1.7", "1.8", "1.9"})


class Verdict(StrEnum):
    """What follows for the address.

    A hard bounce suppresses it at once. A soft one (a full mailbox, a server that stayed away) counts;
    `SOFT_BOUNCES_IN_A_ROW` of them suppress it. Blocked says something about us and nothing about the
    address: it is only counted.
    """

    HARD = "hard"
    SOFT = "soft"
    BLOCKED = "blocked"


def verdict(enhanced_code: str, reply_code: int | None = None) -> Verdict:
    """Judge a refusal. Without an enhanced code nothing certain is known about the address: soft.

    The bare replies 550 to 553 stand for a dozen different reasons (RFC 5321 section 4.2.3), spam
    filters among them.
    """
    kind, _, rest = enhanced_code.partition(".")
    if rest.startswith(_ABOUT_US) or rest in _TOO_LARGE:
        return Verdict.BLOCKED
    permanent = kind == "5" or (kind == "" and reply_code is not None and reply_code >= 500)
    if permanent and rest in _DEAD_ADDRESS:
        return Verdict.HARD
    return Verdict.SOFT
