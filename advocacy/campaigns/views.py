"""The steps between the public letter page and the letters: uncached, for one visitor, without cookies."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from advocacy.campaigns.consent import consent_wording, sender_name
from advocacy.campaigns.flow import ASKED, LetterFlow, shown_groups
from advocacy.campaigns.following import follower_of
from advocacy.campaigns.forms import OfficesForm
from advocacy.campaigns.joining import Joined, JoiningError, join
from advocacy.campaigns.models import LetterActionPage
from advocacy.campaigns.planning import plan_digest
from advocacy.campaigns.whereabouts import Questions
from members.api import (
    Member,
    check_form_token,
    find_or_create_member,
    public_post,
    signed_form_token,
)

BACK = "back"


@never_cache
@public_post(rate="60/10m, 200/h")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the next step the letters need: corrections, offices and own words, or the finished letters."""
    page = _page(page_id)
    if request.method != "POST":
        return redirect(page.get_url(request) or "/")
    if not page.letter_action.is_open:
        return _closed(request, page)
    flow = LetterFlow(page, request.POST, get_language() or "en")
    if not flow.about_is_valid or request.POST.get(BACK) == "about":
        return _show_about(request, flow)
    questions = flow.questions()
    unbound = flow.offices_form(questions, bound=False)
    if not flow.was_asked(unbound) or request.POST.get(BACK) == "offices":
        return _show_offices(request, flow, questions, unbound)
    bound = flow.offices_form(questions, bound=True)
    if not bound.is_valid() or questions.must_know_more_first:
        return _show_offices(request, flow, questions, bound)
    return _show_preview(request, flow, questions, bound)


@never_cache
@public_post(rate="10/10m, 40/h")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take the letters the visitor has read and agreed to; the answer is the same whatever the address."""
    page = _page(page_id)
    if request.method != "POST":
        return redirect(page.get_url(request) or "/")
    flow = LetterFlow(page, request.POST, get_language() or "en")
    if not flow.about_is_valid:
        return _show_about(request, flow)
    questions = flow.questions()
    offices = flow.offices_form(questions, bound=True)
    if not offices.is_valid() or questions.must_know_more_first:
        return _show_offices(request, flow, questions, offices)
    try:
        joined = _take(request, flow, questions, offices)
    except ValidationError as error:
        return _show_preview(request, flow, questions, offices, problem=" ".join(error.messages))
    if joined.is_confirmed and joined.participation.member == request.user:
        return redirect(follower_of(joined.participation).receipt_path(joined.participation))
    return redirect("campaigns:sent", page_id=page.pk)


@never_cache
@require_safe
def sent(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say to look into the mailbox: the same page for everyone."""
    page = _page(page_id)
    return render(request, "campaigns/write_sent.html", {"page_asked": page, "step": 4})


def _page(page_id: int) -> LetterActionPage:
    page: LetterActionPage | None = (
        LetterActionPage.objects.live().public().select_related("letter_action").filter(pk=page_id).first()
    )
    if page is None:
        raise Http404
    return page


def _take(request: HttpRequest, flow: LetterFlow, questions: Questions, offices: OfficesForm) -> Joined:
    """Check what only the last step can check, and join; raise `ValidationError` in the visitor's words."""
    page = flow.page
    signer = flow.signer(questions, offices)
    planned = flow.plan(signer)
    check_form_token(request.POST.get("form_token", ""), _token_purpose(page))
    if request.POST.get("digest") != plan_digest(page.letter_action, signer, planned):
        raise ValidationError(
            _("Something in your letters changed since you read them. Please read them once more, then send them.")
        )
    if request.POST.get("agree") != "yes":
        raise ValidationError(
            _("Please tick the box beside the agreement: without it we cannot send letters in your name.")
        )
    member = find_or_create_member(
        flow.about.cleaned_data["email"],
        first_name=signer.first_name,
        last_name=signer.last_name,
        zip_code=signer.zip_code,
        language=signer.language,
    )
    acting = request.user if isinstance(request.user, Member) and request.user == member else None
    try:
        return join(page.letter_action, member, signer, planned, consent_wording=consent_wording(), acting=acting)
    except JoiningError as error:
        raise ValidationError(str(error)) from error


def _token_purpose(page: LetterActionPage) -> str:
    return f"campaigns.letters:{page.letter_action_id}"


def _show_about(request: HttpRequest, flow: LetterFlow) -> HttpResponse:
    context = {"page_asked": flow.page, "form": flow.about, "step": 1}
    return render(request, "campaigns/write_about.html", context, status=200 if flow.about_is_valid else 400)


def _show_offices(request: HttpRequest, flow: LetterFlow, questions: Questions, form: OfficesForm) -> HttpResponse:
    context: dict[str, Any] = {
        "page_asked": flow.page,
        "form": form,
        "questions": questions,
        "carried": flow.carried(),
        "asked": " ".join(form.fields),
        "asked_name": ASKED,
        "step": 2,
    }
    return render(request, "campaigns/write_offices.html", context, status=400 if form.errors else 200)


def _show_preview(
    request: HttpRequest, flow: LetterFlow, questions: Questions, offices: OfficesForm, *, problem: str = ""
) -> HttpResponse:
    signer = flow.signer(questions, offices)
    planned = flow.plan(signer)
    context: dict[str, Any] = {
        "page_asked": flow.page,
        "signer": signer,
        "email": flow.about.cleaned_data["email"],
        "groups": shown_groups(planned, signer),
        "letter_count": len(planned.letters),
        "carried": flow.carried(with_offices=offices),
        "digest": plan_digest(flow.action, signer, planned),
        "form_token": signed_form_token(_token_purpose(flow.page)),
        "consent_wording": consent_wording(),
        "sender_name": sender_name(signer.full_name),
        "agreed": request.POST.get("agree") == "yes",
        "can_change_offices": bool(offices.fields),
        "problem": problem,
        "step": 3,
    }
    return render(request, "campaigns/write_preview.html", context, status=400 if problem else 200)


def _closed(request: HttpRequest, page: LetterActionPage) -> HttpResponse:
    return render(request, "campaigns/write_closed.html", {"page_asked": page}, status=410)
