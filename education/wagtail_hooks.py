"""What staff see of education: certificates, and how each module and question does."""

from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry

from education.certificates import revoke
from education.models import Certificate, QuestionVersion


class RevocationForm(WagtailAdminModelForm):
    """Asks for the reason and revokes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revocation_reason"].required = True

    def save(self, commit: bool = True) -> Certificate:  # noqa: ARG002, FBT001, FBT002  # Django's signature
        """Revoke with the reason given; a revoked certificate keeps its first reason."""
        revoke(self.instance, reason=self.cleaned_data["revocation_reason"], actor=self.for_user)
        certificate: Certificate = self.instance
        certificate.refresh_from_db()
        return certificate


class QuestionResultsViewSet(ModelViewSet):
    """Every published question with how many answered it and how many of those were right."""

    model = QuestionVersion
    name = "question_results"
    menu_label = _("Question results")
    icon = "help"
    add_to_admin_menu = False
    inspect_view_enabled = False
    list_filter: ClassVar = ["kind", "language"]
    list_export: ClassVar = ["pk", "kind", "language", "prompt_text", "answers", "right_answers", "right_percent"]
    export_filename = "question-results"
    form_fields: ClassVar = ["kind"]
    list_display: ClassVar = [
        Column("prompt_text", label=_("Question")),
        Column("language", label=_("Language"), sort_key="language"),
        Column("answers", label=_("Answers"), sort_key="answers"),
        Column("right_percent", label=_("Right, per cent")),
        DateColumn("created_at", label=_("Published"), sort_key="created_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuestionVersion]:  # noqa: ARG002  # the viewset's signature
        """Count the answers in the same query."""
        return QuestionVersion.objects.annotate(
            answers=Count("attempts"), right_answers=Count("attempts", filter=Q(attempts__correct=True))
        ).order_by("-created_at")


class CertificateViewSet(ModelViewSet):
    """Certificates issued; revoking one is a change with a reason."""

    model = Certificate
    name = "certificates"
    menu_label = _("Certificates")
    icon = "success"
    list_display: ClassVar = [
        "name",
        "module_title",
        Column("score", label=_("Score")),
        DateColumn("issued_at"),
        DateColumn("revoked_at"),
    ]
    list_filter: ClassVar = ["issued_at", "revoked_at"]
    search_fields: ClassVar = ["name", "module_title"]
    inspect_view_enabled = True
    list_export: ClassVar = [
        "public_id",
        "name",
        "module_title",
        "score",
        "language",
        "issued_at",
        "revoked_at",
        "revocation_reason",
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(
                _("Revoking cannot be undone: the certificate's public page says that it was revoked, when and why.")
            ),
            FieldPanel("revocation_reason"),
        ],
        base_form_class=RevocationForm,
    )


class EducationGroup(ViewSetGroup):
    """Education's place in the menu."""

    menu_label = _("Education")
    menu_icon = "openquote"
    items = (CertificateViewSet(), QuestionResultsViewSet())


@hooks.register("register_admin_viewset")
def register_viewsets() -> ViewSetGroup:
    """Show education in the menu."""
    return EducationGroup()


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Name what the audit log records."""
    actions.register_action("education.revoke_certificate", _("Revoke certificate"), _("Certificate revoked"))
