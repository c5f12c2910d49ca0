"""SPF of a domain: which servers may send for it (RFC 7208)."""

import re
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from delivery.alignment.finding import Finding, Level
from delivery.alignment.records import Records

# RFC 7208, section 4.6.4: above ten questions to the DNS a receiver stops with an error.
MOST_LOOKUPS: Final = 10
SUGGESTION: Final = "v=spf1 include:spf.your-relay.example -all"
_TERM: Final = re.compile(
    r"(?P<sign>[+?~-]?)(?P<name>all|include|a|mx|ptr|ip4|ip6|exists)(?P<rest>[:/].*)?|(?P<modifier>[a-z][a-z0-9_.-]*)=(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)


class _BrokenError(Exception):
    """A receiver would answer `permerror`; the words say why."""


@dataclass
class _Reading:
    records: Records
    lookups: int = 0
    ending: str | None = None
    seen: set[str] = field(default_factory=set)


def check_spf(domain: str, records: Records) -> Finding:
    """Return how the SPF record of a domain stands. Raises `LookupFailedError`.

    Whether it names the relay's servers cannot be told from here: a relay may send from others than it takes mail on.
    """
    published = _published(domain, records)
    if not published:
        words = _("There is no SPF record, so no server may send for this domain. Your relay tells what to include.")
        return Finding("SPF", domain, Level.WRONG, words, suggestion=SUGGESTION)
    found = "\n".join(published)
    reading = _Reading(records)
    try:
        _read(domain, reading, is_first=True)
    except _BrokenError as error:
        return Finding("SPF", domain, Level.WRONG, str(error), found)
    if reading.ending in {"", "+"}:
        words = _("It ends in “+all”: every server in the world may send for this domain. End it in “-all”.")
        return Finding("SPF", domain, Level.WRONG, words, found)
    if reading.ending in {None, "?"}:
        words = _("It does not say that other servers may not send. End it in “-all”, or in “~all” while you try it.")
        return Finding("SPF", domain, Level.ADVICE, words, found)
    return Finding("SPF", domain, Level.GOOD, _("Other servers than those listed may not send."), found)


def _published(domain: str, records: Records) -> list[str]:
    return [text for text in records.texts(domain) if text.lower().split(" ", 1)[0] == "v=spf1"]


def _read(domain: str, reading: _Reading, *, is_first: bool = False) -> None:
    published = _published(domain, reading.records)
    if not published:
        raise _BrokenError(_("It includes %(domain)s, which has no SPF record.") % {"domain": domain})
    if len(published) > 1:
        raise _BrokenError(_("%(domain)s has several SPF records; receivers then use none.") % {"domain": domain})
    reading.seen.add(domain.lower())
    redirect, ends = "", False
    for term in published[0].split()[1:]:
        match = _TERM.fullmatch(term)
        if match is None:
            raise _BrokenError(
                _("“%(term)s” in the SPF record of %(domain)s is no part of SPF.") % {"term": term, "domain": domain}
            )
        name = (match["name"] or "").lower()
        if name == "all":
            ends = True
            if is_first:
                reading.ending = match["sign"]
            break
        if name in {"include", "a", "mx", "ptr", "exists"}:
            _count(reading)
        if name == "include":
            _follow((match["rest"] or "").removeprefix(":"), reading)
        if (match["modifier"] or "").lower() == "redirect":
            redirect = match["value"]
    if redirect and not ends:
        _count(reading)
        _follow(redirect, reading, is_first=is_first)


def _count(reading: _Reading) -> None:
    reading.lookups += 1
    if reading.lookups > MOST_LOOKUPS:
        raise _BrokenError(_("It needs more than ten questions to the DNS; receivers then ignore it. Include fewer."))


def _follow(domain: str, reading: _Reading, *, is_first: bool = False) -> None:
    if "%" in domain:
        return
    if not domain or domain.lower() in reading.seen:
        raise _BrokenError(_("It includes itself or nothing."))
    _read(domain, reading, is_first=is_first)
    reading.seen.discard(domain.lower())
