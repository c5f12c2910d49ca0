"""Staff decide about texts and own words, and see what became of the letters."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocacy.campaigns.api import LetterAction, LetterTextVersion, current_versions, fill_version, signer_of
from advocacy.outreach.advancing import target_values
from advocacy.outreach.approval import PERMISSION, DecisionError, Standing, decide, standing_of
from advocacy.outreach.models import Letter, LetterState, OwnWordsReview, VersionDecision
from advocacy.outreach.own_words import decide_own_words
from advocacy.outreach.samples import samples_of
from advocacy.outreach.waiting import versions_of_interest
from members.api import Member

_PER_PAGE = 25


def _staff(request: HttpRequest) -> Member:
    """Return the member of staff; raise `PermissionDenied` for anyone who may not approve letters."""
    user = request.user
    if not isinstance(user, Member) or not user.has_perm(PERMISSION):
        raise PermissionDenied
    return user


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """List the text versions in use: what waits first, with how many letters wait for each."""
    _staff(request)
    for action in LetterAction.objects.filter(target_groups__isnull=False).distinct():
        current_versions(action)
    rows = versions_of_interest()
    return _page(request, "outreach/admin/texts.html", _("Letters: approve texts"), {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show a version rendered for real offices, and take the decision about it."""
    staff = _staff(request)
    version = get_object_or_404(LetterTextVersion.objects.select_related("action"), pk=version_id)
    samples = samples_of(version)
    if request.method == "POST":
        try:
            decision = decide(
                version,
                VersionDecision.Verdict(request.POST.get("verdict", "")),
                actor=staff,
                seen_hash=request.POST.get("seen_hash", ""),
                seen_decision=_number(request.POST.get("seen_decision", "")),
                reason=request.POST.get("reason", ""),
                samples=len(samples),
            )
        except ValueError:
            messages.error(request, _("Press one of the two buttons."))
        except DecisionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{decision.get_verdict_display()}: {version}")
            return redirect("outreach_admin:texts")
    standing = standing_of(version)
    waiting = Letter.objects.filter(version=version, state=LetterState.AWAITING_APPROVAL).count()
    context = {
        "version": version,
        "standing": standing,
        "words": _standing_in_words(standing),
        "samples": samples,
        "waiting": waiting,
        "rule": version.snapshot["rule"],
        "decisions": VersionDecision.objects.filter(version=version).select_related("decided_by"),
    }
    return _page(request, "outreach/admin/text.html", str(version), context, parent="texts")


@require_safe
def own_words(request: HttpRequest) -> HttpResponse:
    """List the own words that wait to be read, the oldest first, each in the letter it stands in."""
    _staff(request)
    waiting = (
        OwnWordsReview.objects.filter(state=OwnWordsReview.State.WAITING)
        .select_related("participation__action")
        .order_by("created_at")
    )
    page = Paginator(waiting, 10).get_page(request.GET.get("p"))
    items = []
    for review in page.object_list:
        letter = review.participation.letters.select_related("version").first()
        filled = (
            fill_version(letter.version, signer_of(review.participation), target_values(letter)) if letter else None
        )
        items.append({"review": review, "filled": filled, "letter": letter})
    context = {"items": items, "page_obj": page}
    return _page(request, "outreach/admin/own_words.html", _("Letters: own words"), context)


@require_POST
def decide_words(request: HttpRequest, review_id: int) -> HttpResponse:
    """Take the decision about one member's own words."""
    staff = _staff(request)
    review = get_object_or_404(OwnWordsReview, pk=review_id)
    verdict = request.POST.get("verdict")
    if verdict not in {OwnWordsReview.State.APPROVED, OwnWordsReview.State.REFUSED}:
        messages.error(request, _("Press one of the two buttons."))
    else:
        try:
            decide_own_words(review, OwnWordsReview.State(verdict), actor=staff, reason=request.POST.get("reason", ""))
        except DecisionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Recorded."))
    return redirect("outreach_admin:own_words")


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """List letters by state and action, so that staff see what failed and why."""
    _staff(request)
    counts = dict(Letter.objects.order_by().values_list("state").annotate(letters=Count("pk")))
    state = request.GET.get("state", "")
    found = Letter.objects.select_related("participation__action").order_by("-state_since", "-pk")
    if state in LetterState.values:
        found = found.filter(state=state)
    words = request.GET.get("q", "").strip()
    if words:
        found = found.filter(Q(recipient_name__icontains=words) | Q(participation__action__name__icontains=words))
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("p"))
    states = [(value, label, counts.get(value, 0)) for value, label in LetterState.choices if counts.get(value)]
    context = {"page_obj": page, "states": states, "chosen": state, "words": words}
    return _page(request, "outreach/admin/letters.html", _("Letters"), context)


def _standing_in_words(standing: Standing) -> str:
    if standing.may_go:
        return _("Approved: its letters go.")
    if standing.has_lapsed:
        return _("Approved once, but text, rule or a figure changed since: its letters wait.")
    if standing.is_refused:
        return _("Refused: its letters are declined.")
    return _("Nobody has decided yet: its letters wait.")


def _number(text_value: str) -> int | None:
    return int(text_value) if text_value.isdecimal() else None


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any], parent: str = "") -> HttpResponse:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if parent:
        crumbs.append({"url": reverse(f"outreach_admin:{parent}"), "label": _("Approve texts")})
    crumbs.append({"url": "", "label": title})
    return render(
        request, template, {**context, "header_title": title, "header_icon": "mail", "breadcrumbs_items": crumbs}
    )
