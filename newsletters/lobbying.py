"""The guard of lobbying: what an issue may ask of whom, who has to approve it, and the record for the annual report.

The purposes follow United States tax law for charities (26 U.S.C. § 4911; 26 CFR § 56.4911-2): a mail to the public
that reflects a view on legislation and gives the means to write to a legislator is grassroots lobbying, one to
legislators is direct lobbying; both are limited and reported each year.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.api import Member, Segment
from newsletters.findings import Finding, error
from newsletters.models import IssuePage, IssueSending, LobbyingApproval, LobbyingRecord
from newsletters.site_addresses import page_address
from newsletters.spreadsheets import as_csv
from newsletters.trials.texts import has_text_b


def lobbies(issue: IssuePage) -> bool:
    """Whether an issue is marked as lobbying of either kind."""
    return issue.purpose != IssuePage.Purpose.INFORMATION


def content_digest(issue: IssuePage) -> str:
    """Return the SHA-256 over everything that was written in an issue, text B too, and its purpose, as hexadecimal digits.

    Figures and counts that stand in it by reference are not part of it: they may move without a new approval.
    """
    written = [issue.purpose, issue.title, issue.summary, issue.subject, issue.preheader, _written_blocks(issue.body)]
    if has_text_b(issue):
        written += [issue.trial_subject, issue.trial_preheader, _written_blocks(issue.trial_body)]
    text = json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _written_blocks(body: Any) -> list[list[Any]]:
    return [[child.block_type, child.block.get_prep_value(child.value)] for child in body]


def approval_of(issue: IssuePage) -> LobbyingApproval | None:
    """Return the approval of an issue exactly as it is written, if there is one."""
    return (
        LobbyingApproval.objects.filter(issue_id=issue.pk, content_digest=content_digest(issue))
        .select_related("approved_by")
        .first()
    )


def approve_lobbying(issue: IssuePage, *, actor: Member) -> LobbyingApproval:
    """Approve an issue as it is written; approving it twice keeps the first approval."""
    approval, created = LobbyingApproval.objects.get_or_create(
        issue_id=issue.pk, content_digest=content_digest(issue), defaults={"approved_by": actor}
    )
    if created:
        log(
            issue,
            "newsletters.approve_lobbying",
            user=actor,
            data={"purpose": issue.purpose, "digest": approval.content_digest},
        )
    return approval


def lobbying_findings(issue: IssuePage, segment: Segment | None) -> Iterator[Finding]:
    """Yield what stops an issue as lobbying: a purpose that does not fit, a wrong audience, no approval."""
    if not lobbies(issue):
        if any(child.block_type == "campaign" for body in (issue.body, issue.trial_body) for child in body):
            yield error(
                "purpose-unclear",
                _(
                    "The issue shows a campaign but is marked as information. "
                    "A mail that gives the means to write to legislators is grassroots lobbying; mark it so."
                ),
            )
        return
    if issue.purpose == IssuePage.Purpose.DIRECT and segment is None:
        yield error(
            "direct-lobbying-to-everyone",
            _("An issue marked as direct lobbying cannot go to every subscriber. Choose a segment."),
        )
    if approval_of(issue) is None:
        yield error(
            "lobbying-not-approved",
            _("The issue is marked as lobbying; somebody who may approve that has to do so, for this very text."),
        )


def same_person_problem(issue: IssuePage, actor: Member) -> str:
    """Return why somebody must not order an issue that they approved themselves, or nothing."""
    if not lobbies(issue):
        return ""
    approval = approval_of(issue)
    if approval is None or approval.approved_by_id != actor.pk:
        return ""
    return _("You approved this issue as lobbying yourself. Somebody else has to order its sending.")


def record_lobbying(sending: IssueSending, issue: IssuePage, at: datetime) -> None:
    """Note the start of a sending that lobbies; called inside the transaction that starts it."""
    if not lobbies(issue):
        return
    approval = approval_of(issue)
    LobbyingRecord.objects.create(
        sending=sending,
        title=issue.title,
        newsletter=sending.newsletter.name,
        purpose=issue.purpose,
        audience=str(sending.segment) if sending.segment else "",
        address=page_address(issue),
        content_digest=content_digest(issue),
        started_at=at,
        ordered_by=sending.requested_by,
        approved_by=approval.approved_by if approval else None,
    )


def records_of(year: int) -> QuerySet[LobbyingRecord]:
    """Return what lobbied in a year, by the site's clock, in the order it left."""
    return LobbyingRecord.objects.filter(started_at__year=year).select_related("sending", "ordered_by", "approved_by")


def report(year: int) -> str:
    """Return the records of a year as CSV; no cell can be read as a formula by a spreadsheet."""
    purposes = dict(IssuePage.Purpose.choices)
    rows = [
        [
            _("sending started"),
            _("newsletter"),
            _("issue"),
            _("purpose"),
            _("audience"),
            _("messages sent"),
            _("ordered by"),
            _("approved by"),
            _("digest of the content"),
            _("address in the archive"),
        ]
    ]
    for record in records_of(year):
        row: list[str] = [
            date_format(record.started_at, "Y-m-d H:i"),
            record.newsletter,
            record.title,
            str(purposes.get(record.purpose, record.purpose)),
            record.audience or _("Every active subscriber."),
            str(record.sent),
            str(record.ordered_by or ""),
            str(record.approved_by or ""),
            record.content_digest,
            record.address,
        ]
        rows.append(row)
    return as_csv(rows)
