"""Sending an issue: ordered once, started when due, gathered in resumable steps, followed to its end."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from delivery.api import (
    MailContent,
    Mailing,
    MailingContentError,
    MailingStateError,
    Sender,
    cancel_mailing,
    create_mailing,
    start_mailing,
    switch_variant,
)
from members.api import Member, Segment
from newsletters import doorbells
from newsletters.audience import audience
from newsletters.checks import blocking, check_issue
from newsletters.clicks import count_links
from newsletters.gathering import gather_readers
from newsletters.lobbying import record_lobbying, same_person_problem
from newsletters.mailing_kind import KIND
from newsletters.models import IssuePage, IssueSending, Newsletter
from newsletters.rendering.document import RenderedMail, render_issue
from newsletters.time_zones import earliest_and_latest
from newsletters.trials.ordering import TrialOrder, keep_order, ordered, trial_of, trial_problem
from newsletters.trials.sampling import begin_trial

MOST_VARIANTS = 6
LATE = timedelta(days=14)


class SendingRefusedError(Exception):
    """The issue cannot be sent; the message says why in the words of whoever pressed the button."""


@dataclass(frozen=True)
class Order:
    """What somebody who may send decided on the confirmation page."""

    revision_id: int
    segment: Segment | None = None
    start_at: datetime | None = None
    local_time: bool = False
    trial: TrialOrder | None = None


def sender_of(newsletter: Newsletter) -> Sender:
    """Return whom a newsletter comes from, on the coalition's own mail domain."""
    return Sender(
        name=newsletter.sender_name,
        address=f"{newsletter.sender_mailbox}@{settings.MAIL_DOMAIN}",
        reply_to=newsletter.reply_to,
    )


def mail_content(mail: RenderedMail) -> MailContent:
    """Return a rendered mail in the outbox's form."""
    return MailContent(subject=mail.subject, text=mail.text, html=mail.html)


def list_id(newsletter: Newsletter) -> str:
    """Return the List-ID (RFC 2919) by which mail programs sort and group a newsletter."""
    return f"{newsletter.slug}.{newsletter.locale.language_code}.newsletters.{settings.MAIL_DOMAIN}"


def newest_version(issue: IssuePage) -> tuple[IssuePage, Revision]:
    """Return the issue as last saved, published or not, and the revision that holds it."""
    revision = issue.get_latest_revision() or issue.save_revision()
    version = revision.as_object()
    return version, revision


def order_sending(issue: IssuePage, order: Order, *, actor: Member) -> IssueSending:
    """Take the order to send an issue, now or at a time; publishing it is part of it.

    Exactly one order can exist for an issue: a second press, in this tab or another, is refused by
    the row's unique constraint. Raises `SendingRefusedError` when the issue changed since it was
    looked at, a check fails, nobody would get it, or it is being sent already.
    """
    version, revision = newest_version(issue)
    if revision.pk != order.revision_id:
        raise SendingRefusedError(_("The issue was changed after you looked at it. Please look at it again."))
    now = timezone.now()
    start_at = order.start_at or now
    if order.start_at is not None and order.start_at < now:
        raise SendingRefusedError(_("The time you chose has passed."))
    _refuse_failed_checks(version, order.segment)
    if problem := same_person_problem(version, actor):
        raise SendingRefusedError(problem)
    readers = _count(version.newsletter, order.segment)
    if readers == 0:
        raise SendingRefusedError(_("Nobody would get this issue: no active subscription matches."))
    if order.trial is not None:
        _refuse_trial(version, order.trial, readers, now, local_time=order.local_time)
    begins = earliest_and_latest(start_at)[0] if order.local_time else start_at
    values = {
        "newsletter": version.newsletter,
        "segment": order.segment,
        "state": IssueSending.State.SCHEDULED,
        "reason": "",
        "revision": revision,
        "scheduled_at": start_at,
        "begins_at": max(begins, now),
        "local_time": order.local_time,
        "requested_by": actor,
        "requested_at": now,
        "expected_readers": readers,
    }
    with transaction.atomic():
        sending = _take(issue, values)
        keep_order(sending, order.trial)
        log(
            issue,
            "newsletters.order",
            user=actor,
            data={"readers": readers, "starts": start_at.isoformat(), "purpose": version.purpose},
        )
        if begins <= now:
            transaction.on_commit(doorbells.ring_sendings)
    return sending


def _take(issue: IssuePage, values: dict[str, object]) -> IssueSending:
    """Claim the issue's only sending: a new row, or the one of an order that never started."""
    sending, created = IssueSending.objects.get_or_create(issue=issue, defaults=values)
    if created:
        return sending
    free = {IssueSending.State.CANCELLED, IssueSending.State.REFUSED}
    taken = IssueSending.objects.filter(pk=sending.pk, state__in=free, mailing_id=None).update(**values)
    sending.refresh_from_db()
    if not taken:
        raise SendingRefusedError(
            _("This issue has been ordered already (%(state)s). Nothing was sent twice.")
            % {"state": sending.get_state_display()}
        )
    return sending


def start_due_sendings(now: datetime | None = None) -> list[int]:
    """Start every sending whose time has come and gather readers of all under way; return those started.

    Any number of workers may run this at once: a row is claimed with `SKIP LOCKED`.
    """
    now = now or timezone.now()
    started = []
    due = IssueSending.objects.filter(state=IssueSending.State.SCHEDULED, begins_at__lte=now)
    for pk in list(due.order_by("begins_at").values_list("pk", flat=True)):
        with transaction.atomic():
            sending = (
                IssueSending.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("newsletter__locale", "requested_by", "segment")
                .filter(pk=pk, state=IssueSending.State.SCHEDULED)
                .first()
            )
            if sending is not None:
                _start(sending, now)
                started.append(pk)
    preparing = IssueSending.objects.filter(state=IssueSending.State.PREPARING)
    for pk in list(preparing.values_list("pk", flat=True)):
        gather_readers(pk)
    return started


def _start(sending: IssueSending, now: datetime) -> None:
    """Publish the approved version, freeze the mail in the outbox and let it leave."""
    try:
        with transaction.atomic():
            issue = _publish_approved(sending)
            _refuse_failed_checks(issue, sending.segment)
            cuts = _variant_cuts(issue, sending, now)
            mails = _mails(issue, sending, now, cuts)
            mailing = create_mailing(
                kind=KIND,
                title=issue.title,
                sender=sender_of(sending.newsletter),
                content=[mail_content(mail) for mail in mails],
                idempotency_key=f"issue:{issue.pk}:{issue.locale.language_code}",
                list_id=list_id(sending.newsletter),
                reference=str(sending.pk),
            )
            start_mailing(mailing.pk, actor=sending.requested_by)
            record_lobbying(sending, issue, now)
    except (SendingRefusedError, MailingContentError, MailingStateError, ValidationError) as error:
        sending.state = IssueSending.State.REFUSED
        sending.reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        sending.save(update_fields=["state", "reason"])
        log(sending.issue, "newsletters.refuse", data={"reason": sending.reason})
        return
    sending.state = IssueSending.State.PREPARING
    sending.mailing_id = mailing.pk
    sending.started_at = now
    sending.variant_cuts = [cut.isoformat() for cut in cuts]
    sending.save(update_fields=["state", "mailing_id", "started_at", "variant_cuts"])


def _mails(issue: IssuePage, sending: IssueSending, now: datetime, cuts: list[datetime]) -> list[RenderedMail]:
    """Return the texts of a sending by their number: those of a trial, or one for each moment at which a block ends."""
    trial = trial_of(sending)
    if trial is not None:
        readers = _count(sending.newsletter, sending.segment)
        _refuse_trial(issue, ordered(trial), readers, now, local_time=sending.local_time)
        return begin_trial(trial, issue, now)
    mails = [render_issue(issue, at=moment) for moment in (now, *cuts)]
    return count_links(sending, mails) if sending.newsletter.counts_clicks else mails


def _publish_approved(sending: IssueSending) -> IssuePage:
    if sending.revision is None:
        raise SendingRefusedError(_("The version that was to be sent does not exist any more."))
    sending.revision.publish(user=sending.requested_by, skip_permission_checks=True)
    issue: IssuePage = IssuePage.objects.select_related("locale").get(pk=sending.issue_id)
    return issue


def follow_sendings() -> int:
    """Note which sendings have ended; return how many ended just now."""
    ended = 0
    for sending in IssueSending.objects.filter(state=IssueSending.State.SENDING):
        mailing = Mailing.objects.filter(pk=sending.mailing_id or 0).first()
        if mailing is not None and mailing.status in {"finished", "cancelled"}:
            finished = mailing.status == "finished"
            _settle(sending, IssueSending.State.SENT if finished else IssueSending.State.CANCELLED)
            ended += 1
    return ended


def drop_outdated_blocks(now: datetime | None = None) -> int:
    """Give mail that leaves later than planned the text without what has become useless; return how many rows.

    Runs every few seconds; a mailing that was paused over a hearing goes on without mentioning it.
    """
    now = now or timezone.now()
    under_way = {IssueSending.State.PREPARING, IssueSending.State.SENDING}
    switched = 0
    for sending in IssueSending.objects.filter(state__in=under_way).exclude(variant_cuts=[]):
        passed = bisect_right([datetime.fromisoformat(cut) for cut in sending.variant_cuts], now)
        if passed and sending.mailing_id is not None:
            switched += switch_variant(sending.mailing_id, below=passed, to=passed)
    return switched


def cancel_sending(sending_id: int, *, actor: Member) -> IssueSending:
    """Take an order back, or stop what is leaving; raise `SendingRefusedError` when it is over.

    An order that has not started can be given again. Once mail has left, the rest stays unsent for
    good: nobody could tell who has it.
    """
    with transaction.atomic():
        sending = IssueSending.objects.select_for_update(of=("self",)).get(pk=sending_id)
        if sending.state not in {
            IssueSending.State.SCHEDULED,
            IssueSending.State.PREPARING,
            IssueSending.State.SENDING,
        }:
            raise SendingRefusedError(_("This sending is over: %(state)s.") % {"state": sending.get_state_display()})
        if sending.mailing_id is not None:
            try:
                cancel_mailing(sending.mailing_id, actor=actor)
            except MailingStateError as error:
                raise SendingRefusedError(str(error)) from error
        _settle(sending, IssueSending.State.CANCELLED)
        log(sending.issue, "newsletters.cancel", user=actor)
    return sending


def _settle(sending: IssueSending, state: IssueSending.State) -> None:
    sending.state = state
    sending.finished_at = timezone.now()
    sending.save(update_fields=["state", "finished_at"])


def _count(newsletter: Newsletter, segment: Segment | None) -> int:
    try:
        return audience(newsletter, segment).count()
    except ValidationError as error:
        raise SendingRefusedError(" ".join(error.messages)) from error


def _refuse_failed_checks(issue: IssuePage, segment: Segment | None) -> None:
    failed = blocking(check_issue(issue, segment=segment))
    if failed:
        raise SendingRefusedError(" ".join(finding.message for finding in failed))


def _refuse_trial(issue: IssuePage, order: TrialOrder, readers: int, now: datetime, *, local_time: bool) -> None:
    if problem := trial_problem(issue, order, readers=readers, local_time=local_time, now=now):
        raise SendingRefusedError(problem)


def _variant_cuts(issue: IssuePage, sending: IssueSending, now: datetime) -> list[datetime]:
    """Return the moments, after the start, at which a block of the issue becomes useless."""
    latest = (earliest_and_latest(sending.scheduled_at)[1] if sending.local_time else now) + LATE
    moments = {child.value.get("useless_after") for child in issue.body}
    return list(islice(sorted(moment for moment in moments if moment and now < moment <= latest), MOST_VARIANTS - 1))
