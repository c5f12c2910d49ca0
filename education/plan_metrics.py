"""What plans can measure of learning."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.api import register_live_metric
from education.models import Certificate, LessonCompletion


def certificates() -> int:
    """How many certificates are valid."""
    return certificates_at(timezone.now())


def certificates_at(moment: datetime) -> int:
    """How many certificates were issued by then and not revoked."""
    valid = Q(revoked_at__isnull=True) | Q(revoked_at__gt=moment)
    return Certificate.objects.filter(Q(issued_at__lte=moment), valid).count()


def lesson_completions() -> int:
    """How many lessons have been finished, by all learners together."""
    return LessonCompletion.objects.count()


def register() -> None:
    """Offer these measures to plans; called once when the applications are ready."""
    register_live_metric(
        "education.certificates",
        _("Certificates earned"),
        certificates,
        unit=_("certificates"),
        explanation=_("One for each learner and module. Revoked ones do not count."),
        measure_at=certificates_at,
    )
    register_live_metric(
        "education.lesson_completions",
        _("Lessons finished by learners"),
        lesson_completions,
        unit=_("lessons finished"),
        explanation=_("Records of learners without an account are deleted after a year, and then no longer count."),
    )
