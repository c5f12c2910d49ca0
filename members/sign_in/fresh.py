"""Asking who is there once more before something that cannot be taken back."""

import hashlib
import hmac
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.internal.cryptokit import compare_user_code, generate_user_code
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from members.mails import send_member_mail
from members.models import Member
from members.sign_in.second_factor import page_for_second_factor

FRESH_FOR_SECONDS = 15 * 60
_CODE_VALID_FOR_SECONDS = 15 * 60
_TRIES = 3
_STATE = "members.fresh_code"

_ALLAUTH_PAGES = frozenset(
    {"mfa_activate_totp", "mfa_add_webauthn", "account_email", "account_set_password", "mfa_generate_recovery_codes"}
)

View = Callable[..., HttpResponseBase]


def is_fresh(request: HttpRequest) -> bool:
    """Whether the member showed who they are in the last 15 minutes, with a second factor if they have one."""
    records = get_authentication_records(request, request.user)
    if is_mfa_enabled(request.user):
        records = [record for record in records if record.get("method") == "mfa"]
    return any(time.time() - record["at"] < FRESH_FOR_SECONDS for record in records)


def fresh_sign_in_required(view: View) -> View:
    """Let only members in who signed in lately; ask the others for a code first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _detour(request) or view(request, *args, **kwargs)

    return guarded


class FreshSignInMiddleware:
    """Guards allauth's own pages that change how a member signs in.

    allauth takes a member without password and second factor for fresh at any time, since it knows no
    way to ask; we do, by a code.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Ask for a code before one of the guarded pages."""
        del view, arguments, named
        match = request.resolver_match
        if match is not None and match.url_name in _ALLAUTH_PAGES and request.user.is_authenticated:
            return _detour(request)
        return None


def _detour(request: HttpRequest) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    if is_fresh(request):
        return None
    back = request.get_full_path() if request.method == "GET" else reverse("members:account")
    member = request.user
    page = page_for_second_factor(member) if is_mfa_enabled(member) else reverse("members:fresh_sign_in")
    return redirect(f"{page}?{urlencode({'next': back})}")


def mail_fresh_code(request: HttpRequest, member: Member) -> None:
    """Mail the signed-in member a code; the session keeps only its keyed hash."""
    code = generate_user_code(length=8, numeric=False, dashed=True)
    request.session[_STATE] = {"hash": _hash(code), "at": time.time(), "tries": 0}
    send_member_mail(member, "sign_in_code", {"code": code}, purpose="sign-in")


def is_code_waiting(request: HttpRequest) -> bool:
    """Whether a mailed code can still be typed in."""
    state = request.session.get(_STATE)
    if state is None:
        return False
    return bool(time.time() - state["at"] < _CODE_VALID_FOR_SECONDS and state["tries"] < _TRIES)


def accept_fresh_code(request: HttpRequest, member: Member, typed: str) -> bool:
    """Check a typed code, three times at most; a right one makes the session fresh."""
    if not is_code_waiting(request):
        return False
    state = request.session[_STATE]
    request.session[_STATE] = {**state, "tries": state["tries"] + 1}
    if not compare_user_code(actual=_hash(_plain(typed)), expected=state["hash"]):
        return False
    del request.session[_STATE]
    record_authentication(request, member, method="code", email=member.email, reauthenticated=True)
    return True


def _plain(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())


def _hash(code: str) -> str:
    key = f"members.fresh_code:{settings.SECRET_KEY}".encode()
    return hmac.new(key, _plain(code).encode(), hashlib.sha256).hexdigest()
