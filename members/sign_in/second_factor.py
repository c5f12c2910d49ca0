"""No one reaches the editing pages without a second factor in this session."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from members.models import Member


class StaffSecondFactorMiddleware:
    """Guards every address under `/admin/`, whatever view stands behind it.

    Nobody signed in: to the sign-in page. Not staff: refused. Staff without a second factor: to the
    page that sets one up. Staff who signed in with one factor: asked for the second. The second factor
    must have been given in this session; a passkey used for signing in counts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in place of the editing pages when the visitor may not see them."""
        if request.path_info.startswith(reverse("wagtailadmin_home")):
            refusal = self._refusal(request)
            if refusal is not None:
                return refusal
        return self.get_response(request)

    def _refusal(self, request: HttpRequest) -> HttpResponseBase | None:
        member = request.user
        if not isinstance(member, Member):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not member.is_staff:
            return render(request, "members/staff_only.html", status=403)
        if gave_second_factor(request):
            return None
        step = {"next": request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")}
        return redirect(f"{page_for_second_factor(member)}?{urlencode(step)}")


def gave_second_factor(request: HttpRequest) -> bool:
    """Whether the visitor proved a second factor in this session."""
    if not request.user.is_authenticated:
        return False
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def page_for_second_factor(member: Member) -> str:
    """Return the path where the member gives a second factor, or sets one up when they have none."""
    types = set(Authenticator.objects.filter(user_id=member.pk).values_list("type", flat=True))
    if Authenticator.Type.TOTP in types:
        return reverse("mfa_reauthenticate")
    if Authenticator.Type.WEBAUTHN in types:
        return reverse("mfa_reauthenticate_webauthn")
    return reverse("members:second_factor")
