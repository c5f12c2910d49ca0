"""Choosing a text before the time is over, and a trial's figures as CSV."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from members.api import Member
from newsletters.admin.permissions import may_look, may_send
from newsletters.admin.trial import trial_csv
from newsletters.models import IssueSending
from newsletters.trials.deciding import Text
from newsletters.trials.running import TrialRefusedError, choose_text


@require_POST
def choose(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Let the chosen text go to everybody who waits; the first choice stands."""
    if not isinstance(request.user, Member) or not may_send(request.user):
        raise PermissionDenied
    sending = get_object_or_404(IssueSending, issue=issue_id)
    chosen = request.POST.get("text", "")
    if chosen not in set(Text):
        messages.error(request, _("Choose text A or text B."))
        return redirect("newsletters_admin:overview", issue_id)
    try:
        choose_text(sending.pk, Text(chosen), actor=request.user)
    except TrialRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Text %(text)s goes to everybody else.") % {"text": chosen.upper()})
    return redirect("newsletters_admin:overview", issue_id)


@never_cache
@require_GET
def figures_csv(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Give the figures of the trial."""
    if not may_look(request.user):
        raise PermissionDenied
    sending = get_object_or_404(IssueSending.objects.select_related("revision"), issue=issue_id, trial__isnull=False)
    return HttpResponse(
        trial_csv(sending),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="trial-{issue_id}.csv"'},
    )
