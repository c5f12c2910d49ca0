"""How long to wait before a message is tried again: by what the server said, longer each time, never all at once.

RFC 5321 (section 4.5.4.1) wants retries spread over days and further apart the longer it lasts; which first
pause suits which enhanced status code (RFC 3463) is our own choice, given with each. A relay of ours queues by
itself, so what is deferred here is mostly the relay's own limits.
"""

import random
from datetime import timedelta
from typing import Final

MOST_ATTEMPTS: Final = 14
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)

# Longest match first: subject and detail, then the subject alone.
_FIRST_PAUSES: Final = {
    # The mailbox is full: its owner has to do something.
    "2.2": timedelta(hours=2),
    "2": timedelta(minutes=15),
    # The system is busy or closing.
    "3": timedelta(minutes=5),
    # The network or a name server: mostly short.
    "4": timedelta(minutes=2),
    "5": timedelta(minutes=10),
    # Policy: greylisting (RFC 6647 lets a second try through after minutes) and rate limits.
    "7": timedelta(minutes=5),
}


def first_pause(enhanced_code: str) -> timedelta:
    """Return the pause after the first try that ended with this code; without a code a minute."""
    _, _, rest = enhanced_code.partition(".")
    return _FIRST_PAUSES.get(rest) or _FIRST_PAUSES.get(rest.partition(".")[0], FIRST_PAUSE)


def pause_before(attempt: int, enhanced_code: str = "") -> timedelta:
    """Return how long to wait before the given attempt (2 is the first repetition), with 20 % jitter.

    It doubles with each attempt, up to six hours; fourteen attempts take one and a half to three days.
    """
    pause = min(first_pause(enhanced_code) * 2.0 ** min(attempt - 2, 20), LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, no secret
