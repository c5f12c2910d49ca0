"""What visitors and members do with newsletters besides reading them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.api import Member, network_key, public_post
from newsletters.clicks import Visit, client_key, count_click, link_of
from newsletters.forms import SubscribeForm
from newsletters.membership import NewsletterPreferences
from newsletters.models import NewsletterIndexPage
from newsletters.subscriptions import note_request

FARTHEST_FUTURE = 10**11


@public_post(rate="10/10m, 40/h")
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it; the answer is the same for every address."""
    language = get_language() or "en"
    form = SubscribeForm(request.POST if request.method == "POST" else None, language=language)
    if request.method == "POST" and form.is_valid() and form.chosen():
        note_request(
            form.cleaned_data["email"],
            form.chosen(),
            source="subscribe form",
            first_name=form.cleaned_data["first_name"],
            language=language,
        )
        return redirect("newsletters:check_mail")
    return render(request, "newsletters/subscribe.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
def check_mail(request: HttpRequest) -> HttpResponse:
    """Say to look into the mailbox."""
    return render(request, "newsletters/check_mail.html")


@require_http_methods(["GET", "HEAD"])
def confirmed(request: HttpRequest) -> HttpResponse:
    """Say that the subscription stands, to everyone in the same words."""
    index = NewsletterIndexPage.objects.live().filter(locale__language_code=get_language() or "en").first()
    return render(request, "newsletters/confirmed.html", {"archive_address": index.get_url(request) if index else ""})


@require_safe
def follow(request: HttpRequest, reference: str, left_at: int) -> HttpResponse:
    """Lead on to where a link of a sent issue leads, and count the visit; HEAD counts nothing.

    It leads only to addresses that were written in an issue; anything else is not found.
    """
    link = link_of(reference)
    if link is None:
        raise Http404
    if request.method == "GET":
        now, agent = timezone.now(), request.headers.get("User-Agent", "")
        client = client_key(network_key(request), agent, now.date().isoformat())
        count_click(link, Visit(client=client, agent=agent, at=now), min(left_at, FARTHEST_FUTURE))
    response = HttpResponse(status=302, headers={"Location": iri_to_uri(link.target)})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Save the account page's section “My newsletters”."""
    member = request.user
    if isinstance(member, Member):
        preferences = NewsletterPreferences()
        wanted = set(request.POST.getlist("newsletter"))
        for option in preferences.options(member):
            if option.enabled != (option.key in wanted):
                preferences.set_option(member, option.key, option.key in wanted, "account page")
        messages.success(request, _("Your newsletters are saved."))
    return redirect("/account/")
