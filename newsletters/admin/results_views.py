"""What came of a sending: clicks as CSV, and the proof of what was sent."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.log_actions import log

from newsletters.admin.permissions import may_look, may_send
from newsletters.clicks import links_of
from newsletters.models import IssueSending, SendingProof
from newsletters.proofs.making import exported, proof_for
from newsletters.spreadsheets import as_csv


@require_GET
def clicks_csv(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Give the links of a sent issue with their clicks."""
    if not may_look(request.user):
        raise PermissionDenied
    head = [_("link"), _("words"), _("clicks by people"), _("clicks by machines")]
    sending = IssueSending.objects.filter(issue=issue_id).first()
    links = links_of(sending) if sending is not None else []
    rows = [[link["target"], link["words"], link["clicks"], link["machine_clicks"]] for link in links]
    return HttpResponse(
        as_csv([head, *rows]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="clicks-{issue_id}.csv"'},
    )


@require_GET
def proof_json(request: HttpRequest, issue_id: int) -> HttpResponseBase:
    """Give the whole proof, streamed; it names no recipient."""
    if not may_look(request.user):
        raise PermissionDenied
    proof = get_object_or_404(SendingProof.objects.select_related("sending__newsletter"), sending__issue=issue_id)
    return StreamingHttpResponse(
        exported(proof),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="proof-of-sending-{issue_id}.json"'},
    )


@require_POST
def proof_for_recipient(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Give the proof of what one recipient was sent; noted in the audit log, without the address."""
    if not may_send(request.user):
        raise PermissionDenied
    proof = get_object_or_404(SendingProof.objects.select_related("sending__newsletter"), sending__issue=issue_id)
    found = proof_for(proof, request.POST.get("address", ""))
    if found is None:
        messages.error(request, _("No message of this issue was for this address, or its recipients are forgotten."))
        return redirect("newsletters_admin:overview", issue_id)
    log(proof.sending.issue, "newsletters.open_proof", user=request.user, data={"leaf": found["index"]})
    return HttpResponse(
        json.dumps(found, indent=1),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="proof-for-one-{issue_id}.json"'},
    )
