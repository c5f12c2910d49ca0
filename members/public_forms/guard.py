"""`public_post`: the guard of forms on pages that are the same bytes for everyone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from members.public_forms.network import comes_from_this_site, network_key
from members.public_forms.rate_limits import parse_rates, seconds_to_wait

HONEYPOT = "website"

View = Callable[..., HttpResponseBase]


def public_post(rate: str = "20/h", *, scope: str = "", same_origin: bool = True) -> Callable[[View], View]:
    """Guard the POST of a view without cookie or CSRF token; other methods pass untouched.

    A POST must come from a page of this site (`comes_from_this_site`), must leave the hidden field
    `website` empty, and each network may send only `rate` of them (such as `"5/m, 20/h"`) to this
    view, or to all views that share a `scope`. What is refused gets a page that says why: 403, 400
    or 429 with `Retry-After`. `same_origin=False` is for one-click unsubscription alone, which mail
    programs send from anywhere (RFC 8058).
    """
    rates = parse_rates(rate)

    def decorate(view: View) -> View:
        counter = scope or f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}"

        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                refusal = _refusal(request, counter, same_origin=same_origin)
                if refusal is not None:
                    return refusal
            return view(request, *args, **kwargs)

        return guarded

    def _refusal(request: HttpRequest, counter: str, *, same_origin: bool) -> HttpResponse | None:
        if same_origin and not comes_from_this_site(request):
            return refuse_foreign_form(request)
        if request.POST.get(HONEYPOT):
            return refuse(
                request,
                400,
                _("The form was not accepted"),
                _(
                    "A hidden field that must stay empty was filled in, as automatic programs do. If your browser "
                    "filled it, please empty the field “website” and send the form again."
                ),
            )
        wait = seconds_to_wait(counter, network_key(request), rates)
        if wait:
            response = refuse(
                request,
                429,
                _("Too many requests from your network"),
                _("Please wait %(minutes)d minutes and try again.") % {"minutes": -(-wait // 60)},
            )
            response["Retry-After"] = str(wait)
            return response
        return None

    return decorate


@never_cache
def refuse(request: HttpRequest, status: int, title: str, explanation: str) -> HttpResponse:
    """Return a page that says in the visitor's words why a request was not accepted."""
    return render(
        request, "members/refused.html", {"title": title, "explanation": explanation, "status": status}, status=status
    )


def refuse_foreign_form(request: HttpRequest) -> HttpResponse:
    """Refuse a form that another site, or a program, sent."""
    return refuse(
        request,
        403,
        _("This form was not sent from our own page"),
        _(
            "Please open the page again and send the form from there. "
            "If your browser hides where a form comes from, allow it for this site."
        ),
    )
