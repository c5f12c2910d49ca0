"""Issue, verify and revoke certificates."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from content.api import render_pdf
from education.completion import completion_of
from education.learners import claim
from education.models import Certificate, CertificateRequest, Learner, ModulePage
from education.qr_code import qr_svg
from education.releases import current_release
from members.api import Member, find_or_create_member, request_confirmation

CONFIRMATION_KIND = "education.certificate"


class NotCompleteError(Exception):
    """The module is not complete yet; no certificate can be issued."""


@transaction.atomic
def issue(member: Member, learner: Learner, *, module_key: UUID, name: str, language: str) -> Certificate:
    """Issue the certificate for the module's release in force, or return the one issued before.

    The learner's progress is claimed for the member first. Raises `NotCompleteError` when the
    published rule is not met.
    """
    own = claim(member, learner)
    release = current_release(module_key)
    module = ModulePage.objects.filter(translation_key=module_key, locale__language_code=language, live=True).first()
    module = module or ModulePage.objects.filter(translation_key=module_key, live=True).order_by("pk").first()
    if release is None or module is None or not module.awards_certificate:
        raise NotCompleteError(_("This module awards no certificate at present."))
    standing = completion_of(own, release)
    if not standing.complete:
        raise NotCompleteError(_("The module is not complete yet: see what is missing on your progress page."))
    certificate, _created = Certificate.objects.get_or_create(
        member=member,
        release=release,
        defaults={"name": name, "module_title": module.title, "language": language, "score": standing.score},
    )
    return certificate


def ask_by_mail(learner: Learner, *, email: str, module_key: UUID, name: str, language: str) -> None:
    """Record the wish for a certificate and mail a confirmation to the address given.

    The answer on the page is the same whether the address is known or not.
    """
    member = find_or_create_member(email, language=language)
    wish, _created = CertificateRequest.objects.update_or_create(
        learner=learner,
        member=member,
        module_key=module_key,
        defaults={"name": name, "language": language, "requested_at": timezone.now()},
    )
    request_confirmation(member, CONFIRMATION_KIND, str(wish.public_id))


def revoke(certificate: Certificate, *, reason: str, actor: Member) -> None:
    """Revoke a certificate with a reason that its public page shows; revoking twice keeps the first."""
    changed = Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revocation_reason=reason
    )
    if changed:
        log(certificate, "education.revoke_certificate", user=actor, data={"reason": reason})


def delete_stale_requests() -> int:
    """Delete requests whose address was not confirmed within 30 days; return how many."""
    limit = timezone.now() - timedelta(days=30)
    return CertificateRequest.objects.filter(requested_at__lt=limit).delete()[0]


def as_pdf(certificate: Certificate) -> bytes:
    """Return the certificate to print, in the language it was earned in, with the code of its public page."""
    address = settings.PUBLIC_URL + certificate.get_absolute_url()
    with override(certificate.language):
        words = {
            "certificate": _("Certificate of completion"),
            "completed": _("completed the module “%(title)s”.") % {"title": certificate.module_title},
            "issued": _("Issued on %(day)s") % {"day": date_format(certificate.issued_at)},
            "score": _("%(score)d%% right answers") % {"score": certificate.score},
            "release": _("Release %(number)d of the module") % {"number": certificate.release.number},
            "verify": _("Anyone can verify this certificate:"),
            "code": _("Code that leads to the certificate's page: %(address)s") % {"address": address},
        }
    data = {
        "title": f"{words['certificate']}: {certificate.name}",
        "name": certificate.name,
        "organisation": settings.WAGTAIL_SITE_NAME,
        "language": certificate.language,
        "address": address,
        "code": qr_svg(address),
        "words": words,
    }
    return render_pdf("education/certificate.typ", data, created_at=certificate.issued_at)
