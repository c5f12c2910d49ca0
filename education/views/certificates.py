"""Certificates: asking for one, showing it, verifying it."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control

from education import certificates, learners
from education.completion import module_completion
from education.forms import CertificateForm
from education.models import Certificate, ModulePage
from education.qr_code import qr_svg
from members.api import Member, public_post


@cache_control(private=True, no_store=True)
def ask(request: HttpRequest, module: ModulePage, form: CertificateForm | None = None) -> HttpResponse:
    """Show the form for a certificate, or what is still missing."""
    completion = module_completion(learners.learner_of(request), module)
    if completion is None or not completion.complete or not module.awards_certificate:
        return redirect(f"{module.url}progress/")
    member = request.user if isinstance(request.user, Member) else None
    if form is None:
        initial = {"name": member.get_full_name(), "email": member.email} if member else {}
        form = CertificateForm(initial=initial, member=member)
    context = {"page": module, "module": module, "form": form, "completion": completion}
    return TemplateResponse(request, "education/certificate_form.html", context, status=422 if form.errors else 200)


@public_post(rate="20/h")
@cache_control(private=True, no_store=True)
def request_one(request: HttpRequest, page_id: int) -> HttpResponse:
    """Issue to a confirmed member at once; mail a confirmation to anyone else."""
    module = get_object_or_404(ModulePage.objects.live().public(), pk=page_id)
    learner = learners.learner_of(request)
    member = request.user if isinstance(request.user, Member) else None
    completion = module_completion(learner, module)
    if learner is None or completion is None or not completion.complete:
        return redirect(f"{module.url}progress/")
    form = CertificateForm(request.POST, member=member)
    if not form.is_valid():
        return ask(request, module, form)
    wanted = {
        "module_key": module.translation_key,
        "name": form.cleaned_data["name"],
        "language": module.locale.language_code,
    }
    if member is not None and member.is_confirmed:
        return redirect(certificates.issue(member, learner, **wanted))
    email = member.email if member else form.cleaned_data["email"]
    certificates.ask_by_mail(learner, email=email, **wanted)
    return TemplateResponse(
        request, "education/certificate_requested.html", {"page": module, "module": module, "email": email}
    )


def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The public page that says whether a certificate is genuine, and whether it was revoked."""
    certificate = get_object_or_404(Certificate.objects.select_related("release"), public_id=public_id)
    address = settings.PUBLIC_URL + certificate.get_absolute_url()
    context = {"certificate": certificate, "address": address, "qr_code": qr_svg(address)}
    return TemplateResponse(request, "education/certificate.html", context)


def as_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:  # noqa: ARG001  # Django's view signature
    """The certificate to print; a revoked one is no longer handed out."""
    certificate = get_object_or_404(Certificate.objects.select_related("release"), public_id=public_id, revoked_at=None)
    response = HttpResponse(certificates.as_pdf(certificate), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="certificate-{certificate.public_id}.pdf"'
    return response
