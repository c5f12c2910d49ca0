"""Counting clicks without knowing who clicked: links of a sent issue, and which visits are machines.

Security gateways fetch every link of a mail before its reader sees it, so raw counts say nothing. A visit counts as a
machine's when its agent says so or says nothing, when it comes within seconds after the mail left, or when it follows
many links of one issue within seconds. What is counted is a number per link; the only trace of a visitor is a keyed
hash that lives for a minute.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape, unescape
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Min, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from newsletters.models import IssueLink, IssueSending, RecentClicks
from newsletters.rendering.document import RenderedMail
from newsletters.rendering.slots import LEFT_AT, slots_in
from newsletters.site_addresses import absolute_address

# These thresholds are ours: a person cannot read and click sooner, nor open so many pages at once.
SECONDS_TO_READ: Final = timedelta(seconds=10)
BURST_WITHIN: Final = timedelta(seconds=10)
LINKS_IN_A_BURST: Final = 4
LEAST_LINKS_IN_A_BURST: Final = 3
REMEMBERED_FOR: Final = timedelta(minutes=1)

_SALT = "newsletters.link"
# CUBOT makes telephones.
_MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|scan|preview|proxy|headless|phantomjs|monitor|python|curl|wget|go-http|java/|okhttp|libwww"
    r"|httpclient|axios|node-fetch|barracuda|proofpoint|mimecast|bitdefender|forcepoint|symantec|trendmicro|cloudmark"
    r"|facebookexternalhit|whatsapp|slack|skype|ms-?office|microsoft office",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r'(<a\b[^>]*?\shref=")([^"]*)(")([^>]*>)(.*?)(?=</a>)', re.DOTALL)
_ALTERNATIVE = re.compile(r'<img\b[^>]*?\salt="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Visit:
    """One request for a counted link: a keyed hash of where from, the agent's own words, and when."""

    client: str
    agent: str
    at: datetime


def signed_reference(link_id: int) -> str:
    """Return what names a link in an address: its number and 128 bits of proof that this site made it."""
    return f"{link_id}-{_proof(link_id)}"


def link_of(reference: str) -> IssueLink | None:
    """Return the link a reference names; nothing when it was changed or made up."""
    number, _dash, proof = reference.partition("-")
    if not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    if not constant_time_compare(proof, _proof(int(number))):
        return None
    return IssueLink.objects.filter(pk=int(number)).first()


def _proof(link_id: int) -> str:
    return salted_hmac(_SALT, str(link_id), algorithm="sha256").hexdigest()[:32]


def count_links(sending: IssueSending, mails: Iterable[RenderedMail], *, variant_number: int = 0) -> list[RenderedMail]:
    """Return the mails with their links counted: each leads through this site to where it led.

    The mails share the links; those counted under another `variant_number` have their own.

    Links with slots in them (unsubscribing, preferences) stay as they are, as do mail and telephone addresses, and
    the plain text, whose addresses people read. Called inside the transaction that starts the sending.
    """
    given = list(mails)
    found: dict[str, str] = {}
    for mail in given:
        for match in _ANCHOR.finditer(mail.html):
            target = unescape(match.group(2)).strip()
            if _can_be_counted(target):
                found.setdefault(target, _words_of(match.group(5)))
    links = IssueLink.objects.bulk_create(
        IssueLink(sending=sending, variant_number=variant_number, number=number, target=target, words=words)
        for number, (target, words) in enumerate(found.items(), start=1)
    )
    addresses = {link.target: counted_address(link.pk) for link in links}
    return [RenderedMail(mail.subject, _with_addresses(mail.html, addresses), mail.text) for mail in given]


def _words_of(inner: str) -> str:
    """Return what a link reads: its words, or what its picture shows."""
    words = " ".join(unescape(_TAG.sub(" ", inner)).split())
    picture = _ALTERNATIVE.search(inner)
    return (words or (unescape(picture.group(1)) if picture else ""))[:200]


def counted_address(link_id: int) -> str:
    """Return the address that counts a click; its slot says when the mail left, the same for all who got it then."""
    path = reverse("newsletters_links:follow", args=[signed_reference(link_id), 0]).removesuffix("0/")
    return f"{absolute_address(path)}{{{{ {LEFT_AT} }}}}/"


def _can_be_counted(target: str) -> bool:
    return urlsplit(target).scheme in {"http", "https"} and not slots_in(target)


def _with_addresses(html: str, addresses: Mapping[str, str]) -> str:
    def counted(match: re.Match[str]) -> str:
        address = addresses.get(unescape(match.group(2)).strip())
        middle = escape(address) if address else match.group(2)
        return "".join([match.group(1), middle, match.group(3), match.group(4), match.group(5)])

    return _ANCHOR.sub(counted, html)


def links_of(sending: IssueSending) -> list[Mapping[str, Any]]:
    """Return `target`, `words`, `clicks` and `machine_clicks` of each address an issue led to, all its texts together."""
    rows = IssueLink.objects.filter(sending=sending).order_by().values("target")
    sums = rows.annotate(
        clicks=Sum("clicks"), machine_clicks=Sum("machine_clicks"), words=Max("words"), place=Min("number")
    )
    return list(sums.order_by("place", "target"))


def clicks_by_text(sending: IssueSending) -> dict[int, int]:
    """Return how many clicks of people each numbered text got, all its links together."""
    rows = IssueLink.objects.filter(sending=sending).order_by().values_list("variant_number")
    return dict(rows.annotate(clicks=Sum("clicks")))


def client_key(network: str, agent: str, day: str) -> str:
    """Return a keyed hash of a visitor that changes every day."""
    key = f"newsletters.client:{day}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{network}\n{agent}".encode(), hashlib.sha256).hexdigest()


def looks_like_a_machine(visit: Visit, left_at: int) -> bool:
    """Whether the agent or the haste of a visit gives a machine away; `left_at` in seconds since 1970, 0 if unknown."""
    if not visit.agent.strip() or _MACHINES.search(visit.agent):
        return True
    waited = visit.at.timestamp() - left_at
    return left_at > 0 and waited < SECONDS_TO_READ.total_seconds()


def count_click(link: IssueLink, visit: Visit, left_at: int) -> None:
    """Count one visit as a person's or a machine's; the same visitor's second click within a minute counts nothing.

    Once a visitor turns out to follow everything, the clicks counted for them before become a machine's.
    """
    if looks_like_a_machine(visit, left_at):
        _add(link.pk, machine_clicks=1)
        return
    with transaction.atomic():
        RecentClicks.objects.bulk_create(
            [RecentClicks(sending_id=link.sending_id, client=visit.client, began_at=visit.at)], ignore_conflicts=True
        )
        recent = RecentClicks.objects.select_for_update().get(sending_id=link.sending_id, client=visit.client)
        if visit.at - recent.began_at > REMEMBERED_FOR:
            recent.links, recent.began_at, recent.is_machine = [], visit.at, False
        if link.pk in recent.links:
            return
        before = list(recent.links)
        recent.links = [*before, link.pk]
        begins_a_burst = not recent.is_machine and len(recent.links) >= _links_in_a_burst(link)
        if begins_a_burst and visit.at - recent.began_at <= BURST_WITHIN:
            recent.is_machine = True
            _give_back(before)
        recent.save(update_fields=["links", "began_at", "is_machine"])
        _add(link.pk, clicks=0 if recent.is_machine else 1, machine_clicks=1 if recent.is_machine else 0)


def _links_in_a_burst(link: IssueLink) -> int:
    """Following all links of a short mail counts as much as following four of a long one."""
    of_its_mail = IssueLink.objects.filter(sending=link.sending_id, variant_number=link.variant_number)
    return min(LINKS_IN_A_BURST, max(LEAST_LINKS_IN_A_BURST, of_its_mail.count()))


def _give_back(links: list[int]) -> None:
    """Make clicks already counted for a person a machine's; locked in one order, so that two scanners never wait for each other."""
    rows = IssueLink.objects.select_for_update().filter(pk__in=links).order_by("pk")
    for pk in list(rows.values_list("pk", flat=True)):
        _add(pk, clicks=-1, machine_clicks=1)


def _add(link_id: int, *, clicks: int = 0, machine_clicks: int = 0) -> None:
    IssueLink.objects.filter(pk=link_id).update(
        clicks=F("clicks") + clicks, machine_clicks=F("machine_clicks") + machine_clicks
    )


def forget_recent(now: datetime | None = None) -> int:
    """Delete what is older than a minute; return how many rows."""
    before = (now or timezone.now()) - REMEMBERED_FOR
    return RecentClicks.objects.filter(began_at__lt=before).delete()[0]
