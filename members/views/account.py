"""The account page and what a member can do with their data."""

from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.account_forms import EraseForm, ProfileForm
from members.account_sections import account_sections
from members.models import Member
from members.preferences.choices import groups_of_options, set_all
from members.privacy.erasure import erase_member
from members.privacy.export import export_member
from members.sign_in.fresh import fresh_sign_in_required


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show and save the member's own data; below it what the rooms know they did."""
    member = cast("Member", request.user)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=Member.objects.get(pk=member.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("members:account")
    sections = [
        {
            "name": section.name,
            "title": section.title,
            "html": render_to_string(section.template, {"member": member, **section.context(member)}, request),
        }
        for section in account_sections()
    ]
    context: dict[str, Any] = {
        "form": form,
        "member": member,
        "sections": sections,
        "groups": groups_of_options(member),
        "has_second_factor": Authenticator.objects.filter(user_id=member.pk).exists(),
    }
    return render(request, "members/account/account.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def save_preferences(request: HttpRequest) -> HttpResponse:
    """Save what mail the member wants."""
    set_all(cast("Member", request.user), set(request.POST.getlist("option")), source="account page")
    messages.success(request, _("Saved."))
    return redirect("members:account")


@never_cache
@fresh_sign_in_required
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Hand the member everything the platform holds about them, as a JSON file."""
    response = HttpResponse(export_member(cast("Member", request.user)), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@never_cache
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what erasing means; on a confirmed POST erase the member and end the session."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        member = cast("Member", request.user)
        try:
            erase_member(member)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            logout(request)
            return redirect("members:erased")
    return render(request, "members/account/erase.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Say that everything is gone."""
    return render(request, "members/account/erased.html")
