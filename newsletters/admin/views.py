"""Checking, testing, sending and following an issue."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.log_actions import log

from delivery.api import MailingContentError, Recipient, send_test
from members.api import Member
from newsletters.admin.forms import SendForm, TestForm
from newsletters.admin.permissions import may_approve, may_look, may_send
from newsletters.admin.status import sending_status
from newsletters.audience import audience
from newsletters.checks import blocking, check_issue
from newsletters.clicks import links_of
from newsletters.lobbying import approval_of, content_digest, lobbies
from newsletters.models import IssuePage, IssueSending, SendingProof
from newsletters.previews import MAIL, TYPICAL_NAME, WEB, mail_response, preview_modes_of, preview_values, text_in
from newsletters.rendering.document import render_issue
from newsletters.rendering.slots import FIRST_NAME, PREFERENCES_URL, fill_slots, first_name_for
from newsletters.sending import (
    Order,
    SendingRefusedError,
    cancel_sending,
    mail_content,
    newest_version,
    order_sending,
    sender_of,
)
from newsletters.site_addresses import absolute_address
from newsletters.trials.ordering import sample_of, trial_problem, what_it_shows
from newsletters.trials.texts import has_text_b, text_b, texts_of


@require_http_methods(["GET", "HEAD"])
def overview(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show what is wrong, how it looks, and the forms to test and send; or how the sending goes."""
    return _overview(request, _issue_to_look_at(request, issue_id))


@require_POST
def test(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Send every text of the issue as last saved to staff's own addresses, marked as a test."""
    issue = _issue(request, issue_id)
    form = TestForm(request.POST)
    if not form.is_valid():
        return _overview(request, issue, test_form=form)
    version, _revision = newest_version(issue)
    newsletter = version.newsletter
    recipients = [
        Recipient(
            key=f"test:{address}",
            address=address,
            values={
                FIRST_NAME: first_name_for(_member(request).first_name, newsletter.reader_word),
                PREFERENCES_URL: absolute_address(reverse("members:ask_for_preferences")),
            },
            unsubscribe_url=absolute_address(reverse("members:ask_for_preferences")),
        )
        for address in form.cleaned_data["addresses"]
    ]
    try:
        for text in texts_of(version).values():
            send_test(mail_content(render_issue(text)), sender_of(newsletter), recipients)
    except MailingContentError as error:
        messages.error(request, str(error))
    else:
        log(issue, "newsletters.test", user=_member(request), data={"recipients": len(recipients)})
        messages.success(request, _("The test is on its way."))
    return redirect("newsletters_admin:overview", issue_id)


@require_http_methods(["GET", "HEAD"])
def confirm(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show who will get what and when, before the button that cannot be taken back."""
    issue = _issue(request, issue_id)
    version, revision = newest_version(issue)
    form = SendForm(request.GET, with_trial=has_text_b(version))
    if not form.is_valid():
        return _overview(request, issue, send_form=form)
    segment = form.cleaned_data["segment"]
    mail = render_issue(version)
    findings = check_issue(version, segment=segment, mail=mail)
    readers = audience(version.newsletter, segment).count()
    trial = form.trial_order()
    sample = sample_of(readers, trial.share) if trial else None
    local_time = form.cleaned_data["local_time"]
    return render(
        request,
        "newsletters/admin/confirm.html",
        {
            "issue": version,
            "newsletter": version.newsletter,
            "revision": revision,
            "readers": readers,
            "trial": trial,
            "sample": sample,
            "rule": trial.rule.label if trial else "",
            "sample_shows": what_it_shows(trial, sample) if trial and sample else "",
            "trial_problem": trial_problem(version, trial, readers=readers, local_time=local_time, now=timezone.now())
            if trial
            else "",
            "subject_b": _typical_subject(text_b(version)) if trial else "",
            "segment": segment,
            "order": form.cleaned_data,
            "send_form": form,
            "mail": mail,
            "typical_subject": _typical_subject(version),
            "findings": findings,
            "blocked": bool(blocking(findings)),
            "odd_readers": odd_readers(version),
            "later_texts": later_texts(version),
            "preview_modes": preview_modes_of(version),
            "has_text_b": has_text_b(version),
            "header_title": _("Send this issue?"),
            "breadcrumbs_items": _breadcrumbs(issue, _("Confirm")),
        },
    )


@require_POST
def order(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Take the order; pressing twice orders once."""
    issue = _issue(request, issue_id)
    version, _revision = newest_version(issue)
    form = SendForm(request.POST, with_trial=has_text_b(version))
    revision = request.POST.get("revision", "")
    if not form.is_valid() or not revision.isdecimal():
        return _overview(request, issue, send_form=form)
    wanted = Order(
        revision_id=int(revision),
        segment=form.cleaned_data["segment"],
        start_at=form.cleaned_data["start_at"],
        local_time=form.cleaned_data["local_time"],
        trial=form.trial_order(),
    )
    try:
        sending = order_sending(issue, wanted, actor=_member(request))
    except SendingRefusedError as error:
        messages.error(request, str(error))
    else:
        count = sending.expected_readers
        messages.success(request, _("Ordered: the issue goes to %(count)d readers.") % {"count": count})
    return redirect("newsletters_admin:overview", issue_id)


@require_POST
def cancel(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Take an order back, or stop what is leaving."""
    issue = _issue(request, issue_id)
    sending = get_object_or_404(IssueSending, issue=issue)
    try:
        cancel_sending(sending.pk, actor=_member(request))
    except SendingRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Cancelled. What has not left stays here."))
    return redirect("newsletters_admin:overview", issue_id)


@require_GET
def status(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Return the status panel alone, for the page that shows it live."""
    issue = _issue_to_look_at(request, issue_id)
    sending = get_object_or_404(IssueSending, issue=issue)
    return render(request, "newsletters/admin/status.html", {"status": sending_status(sending), "issue": issue})


@require_GET
def preview(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show the issue as last saved as one of its readers would see it.

    `reader` is a member's number; `leaving` is the moment at which the mail would leave, for blocks that end.
    """
    issue = _issue_to_look_at(request, issue_id)
    version, _revision = newest_version(issue)
    mode = request.GET.get("mode", MAIL)
    reader = request.GET.get("reader", "")
    if reader.isdecimal() and mode != WEB:
        member = get_object_or_404(Member, pk=int(reader), newsletter_subscriptions__newsletter=version.newsletter)
        mail = render_issue(text_in(version, mode)).for_reader(preview_values(version, member.first_name))
        return mail_response(mail, mode)
    leaving = parse_datetime(request.GET.get("leaving", ""))
    if leaving is not None and timezone.is_aware(leaving):
        mail = render_issue(version, at=leaving).for_reader(preview_values(version, TYPICAL_NAME))
        return mail_response(mail, mode)
    if mode not in dict(preview_modes_of(version)):
        mode = MAIL
    response: HttpResponse = version.make_preview_request(original_request=request, preview_mode=mode)
    return response


@require_POST
def preview_for(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show the mail as the subscriber with a typed address would get it; by POST, for addresses stay out of logs."""
    version, _revision = newest_version(_issue_to_look_at(request, issue_id))
    typed = request.POST.get("address", "").strip()
    member = Member.objects.filter(
        email__iexact=typed, newsletter_subscriptions__newsletter=version.newsletter
    ).first()  # fmt: skip
    if member is None:
        response = HttpResponse(_("Nobody with this address gets this newsletter."), content_type="text/plain")
    else:
        mode = request.POST.get("mode", MAIL)
        mail = render_issue(text_in(version, mode)).for_reader(preview_values(version, member.first_name))
        response = mail_response(mail, mode if mode in dict(preview_modes_of(version)) else MAIL)
    return response


def _overview(
    request: HttpRequest, issue: IssuePage, *, test_form: TestForm | None = None, send_form: SendForm | None = None
) -> HttpResponse:
    version, revision = newest_version(issue)
    mail = render_issue(version)
    findings = check_issue(version, mail=mail, segment=None)
    sending = IssueSending.objects.filter(issue=issue).select_related("requested_by", "segment", "revision").first()
    invalid = any(form is not None and form.errors for form in (test_form, send_form))
    return render(
        request,
        "newsletters/admin/overview.html",
        {
            "issue": version,
            "newsletter": version.newsletter,
            "revision": revision,
            "mail": mail,
            "typical_subject": _typical_subject(version),
            "findings": findings,
            "blocked": bool(blocking(findings)),
            "status": sending_status(sending) if sending else None,
            "test_form": test_form or TestForm(initial={"addresses": _member(request).email}),
            "send_form": send_form or SendForm(initial={"when": SendForm.When.NOW}, with_trial=has_text_b(version)),
            "readers": audience(version.newsletter).count(),
            "may_send": may_send(request.user),
            "lobbying": _lobbying(request, version),
            "links": links_of(sending) if sending else [],
            "proof": SendingProof.objects.filter(sending=sending).first() if sending else None,
            "odd_readers": odd_readers(version),
            "later_texts": later_texts(version),
            "preview_modes": preview_modes_of(version),
            "has_text_b": has_text_b(version),
            "media": SendForm().media,
            "header_title": _("Send %(issue)s") % {"issue": version.title},
            "header_icon": "mail",
            "breadcrumbs_items": _breadcrumbs(issue, _("Send")),
        },
        status=400 if invalid else 200,
    )


def _typical_subject(version: IssuePage) -> str:
    """Return the subject line as a reader with an ordinary name sees it."""
    return fill_slots(version.mail_subject, preview_values(version, TYPICAL_NAME))


def odd_readers(issue: IssuePage) -> list[tuple[str, Member]]:
    """Return the rarest of those who would get it: the longest name, the shortest, none at all."""
    readers = Member.objects.filter(pk__in=audience(issue.newsletter).values("member")).annotate(
        name_length=Length("first_name")
    )
    named = readers.exclude(first_name="")
    found = [
        (_("As the reader with the longest first name"), named.order_by("-name_length", "pk").first()),
        (_("As the reader with the shortest first name"), named.order_by("name_length", "pk").first()),
        (_("As a reader without a first name"), readers.filter(first_name="").order_by("pk").first()),
    ]
    return [(label, member) for label, member in found if member is not None]


def later_texts(issue: IssuePage) -> list[datetime]:
    """Return the moments at which a block ends or is replaced, so that mail leaving then can be looked at."""
    return sorted({child.value["useless_after"] for child in issue.body if child.value.get("useless_after")})


def _lobbying(request: HttpRequest, issue: IssuePage) -> dict[str, Any] | None:
    """Return what the section about lobbying shows, for an issue that is marked so."""
    if not lobbies(issue):
        return None
    return {
        "approval": approval_of(issue),
        "digest": content_digest(issue),
        "may_approve": may_approve(request.user),
    }


def _issue_to_look_at(request: HttpRequest, issue_id: int) -> IssuePage:
    if not may_look(request.user):
        raise PermissionDenied
    issue: IssuePage = get_object_or_404(IssuePage, pk=issue_id)
    return issue


def _issue(request: HttpRequest, issue_id: int) -> IssuePage:
    if not may_send(request.user):
        raise PermissionDenied
    issue: IssuePage = get_object_or_404(IssuePage, pk=issue_id)
    return issue


def _member(request: HttpRequest) -> Member:
    if not isinstance(request.user, Member):
        raise PermissionDenied
    return request.user


def _breadcrumbs(issue: IssuePage, here: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailadmin_pages:edit", args=[issue.pk]), "label": issue.title},
        {"url": "", "label": here},
    ]
