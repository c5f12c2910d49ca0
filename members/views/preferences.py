"""Unsubscribing and choosing mail, by a signed link and without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.address_requests import ask_by_address
from members.forms import AddressForm
from members.models import AddressRequest
from members.preferences.choices import groups_of_options, set_all, set_one
from members.preferences.links import (
    LinkRefusedError,
    UnsubscribeLink,
    open_preferences_link,
    open_unsubscribe_link,
    preferences_url,
)
from members.public_forms.guard import public_post, refuse_foreign_form
from members.public_forms.network import comes_from_this_site


@never_cache
@public_post(rate="60/10m", same_origin=False)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button that stops one kind of mail; its POST, or a mail program's, stops it.

    RFC 8058 clients post `List-Unsubscribe=One-Click` and no cookie, from any origin. The token can
    only switch one option off or, by "undo" on our own page, on again.
    """
    try:
        link = open_unsubscribe_link(token)
    except LinkRefusedError as refusal:
        return render(request, "members/link_refused.html", {"explanation": str(refusal), "ask": True}, status=410)
    done = ""
    if request.method == "POST":
        undo = request.POST.get("undo") == "1"
        if undo and not comes_from_this_site(request):
            return refuse_foreign_form(request)
        set_one(link.provider, link.member, link.key, enabled=undo, source=_source(request, undo=undo))
        done = "undone" if undo else "stopped"
    return render(
        request,
        "members/unsubscribe.html",
        {"option": _label(link), "done": done, "preferences": preferences_url(link.member)},
    )


@never_cache
@public_post(rate="60/10m")
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show every option of every provider, and save them or switch all off."""
    try:
        member = open_preferences_link(token)
    except LinkRefusedError as refusal:
        return render(request, "members/link_refused.html", {"explanation": str(refusal), "ask": True}, status=410)
    saved = False
    if request.method == "POST":
        wanted = set() if "stop_all" in request.POST else set(request.POST.getlist("option"))
        set_all(member, wanted, source="preference page")
        saved = True
    return render(
        request,
        "members/preferences.html",
        {"groups": groups_of_options(member), "saved": saved, "email": masked(member.email)},
    )


@public_post(rate="5/10m, 20/h")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_preferences(request: HttpRequest) -> HttpResponse:
    """Mail a fresh link to the preference page; the same answer for any address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ask_by_address(form.request_for(AddressRequest.Wanted.PREFERENCES))
        return redirect("members:preferences_asked")
    return render(request, "members/ask_for_preferences.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
def preferences_asked(request: HttpRequest) -> HttpResponse:
    """Say to look into the mailbox."""
    return render(request, "members/ask_for_preferences.html", {"asked": True})


def masked(email: str) -> str:
    """Return an address that its owner recognises and nobody else can read: `j…@example.org`."""
    local, _at, domain = email.partition("@")
    return f"{local[:1]}…@{domain}"


def _label(link: UnsubscribeLink) -> str:
    for option in link.provider.options(link.member):
        if option.key == link.key:
            return option.label
    return _("these mails")


def _source(request: HttpRequest, *, undo: bool) -> str:
    if undo:
        return "unsubscribe page, undone"
    return "one-click" if request.POST.get("List-Unsubscribe") == "One-Click" else "unsubscribe page"
