"""What education adds to the rooms below it: confirmations, privacy, the account page, segments, publishing."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import register_permission_policy
from wagtail.signals import page_published, page_unpublished

from education import certificates, learners, plan_metrics, segments
from education.completion import started_modules
from education.models import (
    Attempt,
    Certificate,
    CertificateRequest,
    Learner,
    LearnIndexPage,
    LessonCompletion,
    LessonPage,
    ModulePage,
    QuestionVersion,
)
from education.permissions import WrittenByThePlatform
from education.releases import publish_release
from members.api import (
    AccountSection,
    ConfirmationKind,
    Member,
    register_account_section,
    register_confirmation_kind,
    register_privacy_handler,
)


class CertificateConfirmation(ConfirmationKind):
    """Confirming the address ends in the certificate."""

    name = certificates.CONFIRMATION_KIND

    def describe(self, member: Member, reference: str) -> str:  # noqa: ARG002  # the registry's signature
        """Say in the mail what is being confirmed."""
        return _("Get the certificate you earned.")

    def confirm(self, member: Member, reference: str) -> str:
        """Claim the progress, issue the certificate, and lead to it; pressing twice leads to the same one."""
        wish = CertificateRequest.objects.filter(public_id=reference, member=member).select_related("learner").first()
        if wish is None:
            return "/learn/"
        try:
            certificate = certificates.issue(
                member, wish.learner, module_key=wish.module_key, name=wish.name, language=wish.language
            )
        except certificates.NotCompleteError:
            module = ModulePage.objects.filter(translation_key=wish.module_key, live=True).first()
            return f"{module.url}progress/" if module else "/learn/"
        return certificate.get_absolute_url()


def export_learning(member: Member) -> dict[str, Any]:
    """Return every lesson finished, answer given and certificate issued."""
    own = Learner.objects.filter(member=member).first()
    ids = learners.learner_ids(own) if own else []
    return {
        "lessons": list(
            LessonCompletion.objects.filter(learner__in=ids).values("module_key", "lesson_key", "completed_at")
        ),
        "answers": list(
            Attempt.objects.filter(learner__in=ids).values("version__content", "response", "correct", "answered_at")
        ),
        "certificates": list(
            Certificate.objects.filter(member=member).values(
                "public_id", "module_title", "name", "score", "issued_at", "revoked_at"
            )
        ),
    }


def erase_learning(member: Member) -> None:
    """Delete the learning record and the certificates."""
    Certificate.objects.filter(member=member).delete()
    CertificateRequest.objects.filter(member=member).delete()
    Learner.objects.filter(member=member).delete()


def account_context(member: Member) -> dict[str, Any]:
    """Return what the account page shows of a member's learning."""
    learner = Learner.objects.filter(member=member).first()
    index = LearnIndexPage.objects.live().order_by("pk").first()
    return {
        "learn_address": index.url if index else "/",
        "started_modules": started_modules(learner) if learner else [],
        "certificates": Certificate.objects.filter(member=member).select_related("release"),
    }


def _publish(sender: type, instance: Any, **_kwargs: Any) -> None:  # noqa: ARG001  # the signal's signature
    if isinstance(instance, ModulePage):
        publish_release(instance)
    elif isinstance(instance, LessonPage) and instance.module.live:
        publish_release(instance.module)


def _claim_at_sign_in(
    sender: type,  # noqa: ARG001  # the signal's signature
    request: HttpRequest | None,
    user: Member,
    **_kwargs: Any,
) -> None:
    learner = learners.learner_from_cookie(request) if request is not None else None
    if learner is not None:
        learners.claim(user, learner)


def register() -> None:
    """Fill the registries; called once when the applications are ready."""
    plan_metrics.register()
    register_confirmation_kind(CertificateConfirmation())
    register_privacy_handler(export_learning, erase_learning, name="education")
    segments.register()
    register_account_section(
        AccountSection(
            "education", gettext_lazy("My learning"), "education/account_section.html", account_context, order=40
        )
    )
    register_permission_policy(QuestionVersion, WrittenByThePlatform(QuestionVersion))
    register_permission_policy(
        Certificate, WrittenByThePlatform(Certificate, changeable_with="education.revoke_certificate")
    )
    for page_type in (ModulePage, LessonPage):
        page_published.connect(_publish, sender=page_type, dispatch_uid=f"education.publish.{page_type.__name__}")
    page_unpublished.connect(_publish, sender=LessonPage, dispatch_uid="education.unpublish.LessonPage")
    user_logged_in.connect(_claim_at_sign_in, dispatch_uid="education.claim")
