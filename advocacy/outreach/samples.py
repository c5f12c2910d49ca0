"""The letters staff look at before they approve a text: the extremes, not one lucky example.

For a text's rule they show the real office holders with the shortest and the longest name, the longest
description of the office, letters outside the English alphabet and no e-mail address, each signed by a plainly
fictional person, once without and once with own words; and the longest letters that really wait.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from advocacy.campaigns.api import (
    FilledLetter,
    LetterTextVersion,
    Signer,
    Target,
    Whereabouts,
    fill_version,
    is_leading_role,
    signer_of,
    target_for,
)
from advocacy.legislators.api import Chamber, CommitteeMembership, Term
from advocacy.outreach.advancing import target_values
from advocacy.outreach.models import Letter, LetterState

MOST_REAL_LETTERS = 3
_OWN_WORDS = (
    "This is a sample of own words, written for staff.\n\nThey may have several paragraphs, an apostrophe’s curl, "
    "an ampersand & even <angle brackets>."
)


@dataclass(frozen=True)
class Sample:
    """A letter as an office would get it, and why it is shown."""

    reason: str
    recipient: str
    role: str
    channel: str
    filled: FilledLetter


def samples_of(version: LetterTextVersion) -> list[Sample]:
    """Return the letters to look at before a version is approved, none of them twice."""
    found: list[Sample] = []
    for number, (reason, target) in enumerate(_extreme_targets(version)):
        signer = _fictional_signer(version, target, with_own_words=number % 2 == 1)
        found.append(
            Sample(
                reason=reason,
                recipient=target.person.name,
                role=target.role,
                channel=Letter.Channel.EMAIL if target.address else Letter.Channel.WEB_FORM,
                filled=fill_version(version, signer, target.values()),
            )
        )
    return found + _waiting_samples(version)


def _waiting_samples(version: LetterTextVersion) -> list[Sample]:
    waiting = Letter.objects.filter(
        version=version, state__in=[LetterState.AWAITING_APPROVAL, LetterState.AWAITING_REVIEW]
    ).select_related("participation__action")
    longest = sorted(
        waiting.order_by("-pk")[:200],
        key=lambda letter: -len(letter.participation.own_words) - len(letter.participation.full_name),
    )
    return [
        Sample(
            reason=_("A letter that waits"),
            recipient=letter.recipient_name,
            role=letter.recipient_role,
            channel=letter.channel,
            filled=fill_version(version, signer_of(letter.participation), target_values(letter)),
        )
        for letter in longest[:MOST_REAL_LETTERS]
    ]


def _fictional_signer(version: LetterTextVersion, target: Target, *, with_own_words: bool) -> Signer:
    state = ""
    if target.seat is not None:
        state = target.seat.district.state
    elif target.committee is not None:
        state = target.committee.legislature.state
    return Signer(
        first_name="Maximiliana-Alexandrina" if with_own_words else "Al",
        last_name="Example-Wolfeschlegelsteinhausen" if with_own_words else "Ex",
        zip_code="00001",
        whereabouts=Whereabouts(state=state),
        language=version.language,
        written_as=version.written_as,
        own_words=_OWN_WORDS if with_own_words and version.snapshot["letter"]["own_words_heading"] else "",
    )


def _extreme_targets(version: LetterTextVersion) -> list[tuple[str, Target]]:
    rule = version.snapshot["rule"]
    candidates: Sequence[CommitteeMembership | Term]
    if rule["rule"] == "state_committee":
        candidates = _committee_candidates(rule["committee_topic"], leaders=rule["committee_recipients"] == "leaders")
    else:
        candidates = _seat_candidates(rule["rule"])
    excluded = set(rule["exclusions"])
    candidates = [row for row in candidates if row.person_id is not None and row.person_id not in excluded]
    chosen: list[tuple[str, Target]] = []
    seen: set[int] = set()
    for reason, row in _extremes(candidates):
        target = _target(row, version.language)
        if target is not None and target.person.pk not in seen:
            seen.add(target.person.pk)
            chosen.append((reason, target))
    return chosen


def _extremes(rows: Sequence[CommitteeMembership | Term]) -> Iterable[tuple[str, CommitteeMembership | Term]]:
    if not rows:
        return
    names = [(row.person.name if row.person else "", row) for row in rows]
    yield _("The shortest name"), min(names, key=lambda pair: (len(pair[0]), pair[0]))[1]
    yield _("The longest name"), max(names, key=lambda pair: (len(pair[0]), pair[0]))[1]
    other = [row for name, row in names if not name.isascii()]
    if other:
        yield _("Letters outside the English alphabet"), other[0]
    committees = [row for row in rows if isinstance(row, CommitteeMembership)]
    if committees:
        yield _("The longest committee name"), max(committees, key=lambda row: len(row.committee.name))
        yield _("The shortest committee name"), min(committees, key=lambda row: len(row.committee.name))
    terms = [row for row in rows if isinstance(row, Term)]
    by_chamber = {term.seat.district.chamber.kind: term for term in terms}
    for term in by_chamber.values():
        yield _("One of each chamber"), term
    without = [row for row in rows if row.person and not _has_email(row)]
    if without:
        yield _("An office without an e-mail address"), without[0]


def _has_email(row: CommitteeMembership | Term) -> bool:
    return bool(row.person and any(office.email for office in row.person.offices.all()))


def _target(row: CommitteeMembership | Term, language: str) -> Target | None:
    if row.person is None:
        return None
    if isinstance(row, Term):
        return target_for(row.person, row.seat, None, language=language)
    return target_for(row.person, None, row.committee, language=language)


def _committee_candidates(topic: str, *, leaders: bool) -> list[CommitteeMembership]:
    rows = (
        CommitteeMembership.objects.current()
        .filter(
            committee__topics__contains=[topic],
            committee__parent=None,
            committee__effective_until=None,
            person__isnull=False,
        )
        .exclude(committee__legislature__state="")
        .select_related("committee__legislature", "committee__chamber", "person")
        .prefetch_related("person__offices")
        .order_by("pk")
    )
    return [row for row in rows if not leaders or is_leading_role(row.role)]


def _seat_candidates(rule: str) -> list[Term]:
    rows = Term.objects.current().select_related("seat__district__chamber__legislature", "person").order_by("pk")
    if rule == "state_own":
        rows = rows.exclude(seat__district__chamber__legislature__state="")
    else:
        rows = rows.filter(seat__district__chamber__legislature__state="")
        if rule == "us_house":
            rows = rows.filter(seat__district__chamber__kind=Chamber.Kind.LOWER)
        elif rule == "us_senate":
            rows = rows.filter(seat__district__chamber__kind=Chamber.Kind.UPPER)
    return list(rows.prefetch_related("person__offices"))
