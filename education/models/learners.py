"""Who learns, which lessons they finished, and every answer they gave."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from education.models.releases import QuestionVersion


class Learner(models.Model):
    """Someone learning, with or without an account.

    Without one, a signed cookie set by their first answer carries `public_id`. When they sign in or
    confirm their address the record is claimed: it becomes the member's own, or is merged into the
    one the member has (`merged_into`), so that attempts never need to change hands.

    Personal data: the link to the member, until the member is erased; a learner without a member is
    deleted after 12 months without activity.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="learner",
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="merged_learners"
    )
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    last_active_at = models.DateTimeField(_("last active"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("learner")
        verbose_name_plural = _("learners")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(member__isnull=True) | models.Q(merged_into__isnull=True),
                name="merged_learner_has_no_member",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class LessonCompletion(models.Model):
    """A learner finished a lesson, in whatever language. Personal data: as the learner's."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="lesson_completions")
    module_key = models.UUIDField(_("module"))
    lesson_key = models.UUIDField(_("lesson"))
    completed_at = models.DateTimeField(_("completed"), default=timezone.now)

    class Meta:
        verbose_name = _("lesson completion")
        verbose_name_plural = _("lesson completions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "lesson_key"], name="unique_lesson_completion")
        ]
        indexes: ClassVar = [models.Index(fields=["module_key", "completed_at"], name="lesson_completion_by_module")]

    def __str__(self) -> str:
        return f"{self.learner} {self.lesson_key}"


class Attempt(models.Model):
    """One answer to one version of a question; append-only, the database refuses to change it.

    Personal data: the answer, as the learner's record.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("attempt"))
    response: "models.JSONField[Any, Any]" = models.JSONField(_("response"))
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=3)
    correct = models.BooleanField(_("correct"))
    submission_id = models.UUIDField(
        _("submission"), help_text=_("From the form: the same answer posted twice is one attempt.")
    )
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering: ClassVar = ["answered_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "submission_id"], name="unique_attempt_submission"),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=1), name="attempt_score_between_0_and_1"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["version", "correct"], name="attempt_by_version")]

    def __str__(self) -> str:
        return f"{self.learner} {self.version} #{self.number}"
