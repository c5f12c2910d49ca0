"""Whose mailboxes stand behind a domain: the large receivers count what we send over all their domains together."""

from collections.abc import Mapping
from typing import Final

_DOMAINS: Final[Mapping[str, tuple[str, ...]]] = {
    "gmail": ("gmail.com", "googlemail.com"),
    "yahoo": (
        "yahoo.com",
        "ymail.com",
        "rocketmail.com",
        "aol.com",
        "aim.com",
        "myyahoo.com",
        "sbcglobal.net",
        "att.net",
    ),
    "microsoft": ("outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com"),
    "apple": ("icloud.com", "me.com", "mac.com"),
    "comcast": ("comcast.net",),
}
_RECEIVER_OF: Final = {domain: name for name, domains in _DOMAINS.items() for domain in domains}
# These have a mailbox domain per country: yahoo.co.uk, hotmail.fr, outlook.es, live.ca.
_BY_FIRST_LABEL: Final = {"yahoo": "yahoo", "hotmail": "microsoft", "outlook": "microsoft", "live": "microsoft"}
_MOST_LABELS_OF_A_COUNTRY: Final = 3


def receiver_of(domain: str) -> str:
    """Return the name of the large receiver behind a domain in lower case, or the domain itself.

    Companies that keep their mail with one of them are not known by their domain; that would take a
    look-up of their MX for each.
    """
    known = _RECEIVER_OF.get(domain)
    if known is not None:
        return known
    first, _, rest = domain.partition(".")
    labels = rest.split(".")
    if first in _BY_FIRST_LABEL and len(labels) < _MOST_LABELS_OF_A_COUNTRY and len(labels[-1]) == 2:
        return _BY_FIRST_LABEL[first]
    return domain
