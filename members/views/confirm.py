"""The page behind the link in a confirmation mail. Opening it changes nothing; the button does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.confirmation.kinds import confirmation_kind
from members.confirmation.requests import ConfirmationRefusedError, carry_out, open_confirmation
from members.public_forms.guard import public_post


@never_cache
@public_post(rate="30/10m")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is confirmed and a button; a press confirms the address and lets it take effect."""
    try:
        if request.method == "POST":
            return redirect(_local(carry_out(token).next_path))
        waiting = open_confirmation(token)
    except ConfirmationRefusedError as refusal:
        return render(request, "members/link_refused.html", {"explanation": str(refusal)}, status=410)
    kind = confirmation_kind(waiting.kind)
    if waiting.confirmed_at is not None or kind is None:
        return render(request, "members/confirmed_already.html", {"next_path": _local(waiting.next_path)})
    return render(
        request,
        "members/confirm.html",
        {
            "description": kind.describe(waiting.member, waiting.reference),
            "button": kind.button,
            "email": waiting.member.email,
        },
    )


def _local(path: str) -> str:
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else "/"
