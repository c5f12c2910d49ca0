"""The pages around signing in that allauth does not bring."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView, RequestLoginCodeView
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Member
from members.sign_in.forms import CodeForm, PasswordSignInForm
from members.sign_in.fresh import accept_fresh_code, is_code_waiting, mail_fresh_code


@method_decorator(never_cache, name="dispatch")
class SignInView(RequestLoginCodeView):
    """The sign-in page: a code by e-mail first, a passkey or a password beside it."""

    template_name = "members/sign_in/sign_in.html"


@method_decorator(never_cache, name="dispatch")
class PasswordSignInView(LoginView):
    """Signing in with a password, for those who set one."""

    template_name = "members/sign_in/password.html"
    form_class = PasswordSignInForm


@never_cache
@login_required
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Tell staff why the editing pages need a second factor, and how to set one up."""
    member = cast("Member", request.user)
    types = set(Authenticator.objects.filter(user_id=member.pk).values_list("type", flat=True))
    if types:
        return redirect(_next(request, reverse("mfa_index")))
    return render(request, "members/sign_in/second_factor.html", {"next": _next(request, "")})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fresh_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask a signed-in member for a mailed code before something that cannot be taken back."""
    member = cast("Member", request.user)
    goal = _next(request, reverse("members:account"))
    form: CodeForm | None = None
    if request.method == "POST" and "send" in request.POST:
        mail_fresh_code(request, member)
    elif request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid():
            if accept_fresh_code(request, member, form.cleaned_data["code"]):
                return redirect(goal)
            form.add_error("code", _("This code is wrong or too old."))
    if form is None and is_code_waiting(request):
        form = CodeForm()
    context: dict[str, Any] = {
        "form": form,
        "next": goal,
        "can_try": is_code_waiting(request),
        "methods": get_adapter(request).get_reauthentication_methods(member),
    }
    return render(request, "members/sign_in/fresh.html", context, status=400 if form and form.errors else 200)


def _next(request: HttpRequest, otherwise: str) -> str:
    goal = request.POST.get("next") or request.GET.get("next") or ""
    return goal if goal.startswith("/") and get_adapter(request).is_safe_url(goal) else otherwise
