"""The join page. Its answer is the same whatever address is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from members.address_requests import ask_by_address
from members.forms import AddressForm, JoinForm
from members.models import AddressRequest
from members.public_forms.guard import public_post


@public_post(rate="10/10m, 40/h")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Show the join form, or store what was typed and say to look into the mailbox."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ask_by_address(form.request_for(AddressRequest.Wanted.JOIN))
        return redirect("members:check_mail")
    return render(request, "members/join.html", {"form": form}, status=400 if form.errors else 200)


@public_post(rate="5/10m, 20/h")
@require_http_methods(["GET", "HEAD", "POST"])
def check_mail(request: HttpRequest) -> HttpResponse:
    """Say to look into the mailbox; on request send waiting confirmations again."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    sent_again = False
    if request.method == "POST" and form.is_valid():
        ask_by_address(form.request_for(AddressRequest.Wanted.RESEND))
        form, sent_again = AddressForm(), True
    return render(
        request,
        "members/check_mail.html",
        {"form": form, "sent_again": sent_again},
        status=400 if form.errors else 200,
    )


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Greet a new member and show what they can do next."""
    return render(request, "members/welcome.html")
