"""Questions as data: versions that never change, and releases of a module."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _


class Question(models.Model):
    """One question of a module through all its versions and languages.

    Known by the module's translation key and the identifier its block keeps in every language.
    Personal data: none.
    """

    module_key = models.UUIDField(_("module"))
    block_id = models.CharField(_("block"), max_length=36)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["module_key", "block_id"], name="unique_question_block")
        ]

    def __str__(self) -> str:
        return f"{self.module_key}:{self.block_id}"


class QuestionVersion(models.Model):
    """The wording of a question in one language as it stood when published; never changed afterwards.

    `grading_hash` covers what decides whether an answer is right, and is equal in all languages: a
    corrected typing error does not void the answers given before, a changed right answer does.
    Personal data: none.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(_("language"), max_length=10)
    kind = models.CharField(_("type"), max_length=30)
    content: "models.JSONField[Any, Any]" = models.JSONField(_("content"))
    content_hash = models.CharField(max_length=64)
    grading_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("published"), default=timezone.now)

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "language", "content_hash"], name="unique_question_version")
        ]

    def __str__(self) -> str:
        return f"{self.question} ({self.language}, {self.created_at:%Y-%m-%d})"

    @property
    def prompt_text(self) -> str:
        """The question as plain text."""
        return strip_tags(self.content["prompt"])


class ModuleRelease(models.Model):
    """What completing a module means, frozen: the required lessons, the questions and the pass mark.

    A new one starts when any of them changes; wording and translations do not count.
    `requirements` is `{"lessons": [translation key, …], "questions": [{"question": id, "grading": hash}, …], "pass_mark": 0 to 100}`.
    Personal data: none.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module_key = models.UUIDField(_("module"))
    number = models.PositiveIntegerField(_("release"))
    requirements: "models.JSONField[Any, Any]" = models.JSONField(_("requirements"))
    requirements_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    class Meta:
        verbose_name = _("module release")
        verbose_name_plural = _("module releases")
        constraints: ClassVar = [models.UniqueConstraint(fields=["module_key", "number"], name="unique_module_release")]

    def __str__(self) -> str:
        return f"{self.module_key} release {self.number}"
