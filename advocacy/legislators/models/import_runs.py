"""The log of imports."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One attempt to bring a publisher's files in; kept for good, refused ones too.

    Personal data: which member of staff started it.
    """

    class Source(models.TextChoices):
        """What was imported."""

        CONGRESS = "congress", _("Members and committees of Congress")
        OPENSTATES = "openstates", _("State legislators and committees")
        ZIP_AREAS = "zip-areas", _("ZIP areas")
        OUTLINES = "outlines", _("District outlines")
        HEXAGONS = "hexagons", _("District hexagons")
        FICTIONAL = "fictional", _("Fictional legislature")

    class Status(models.TextChoices):
        """How it went."""

        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        SUCCEEDED = "succeeded", _("succeeded")
        REFUSED = "refused", _("refused: nothing was changed")
        FAILED = "failed", _("failed: nothing was changed")

    source = models.CharField(_("source"), max_length=12, choices=Source.choices, blank=True)
    location = models.CharField(_("folder, file or address"), max_length=1000)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.RUNNING)
    congress = models.PositiveSmallIntegerField(
        _("number of the Congress"),
        null=True,
        blank=True,
        validators=[MinValueValidator(100), MaxValueValidator(200)],
        help_text=_("For the ZIP table, which does not say it: for example 119."),
    )
    allow_ending = models.BooleanField(
        _("allow ending many"),
        default=False,
        help_text=_("Needed when more than a fifth of what is known is missing from the new files."),
    )
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)
    revision = models.CharField(_("publisher's revision"), max_length=64, blank=True)
    vintage = models.DateField(_("date of the files"), null=True, blank=True)
    newest_entry = models.DateField(_("newest date in the files"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    warnings = models.JSONField(_("warnings"), default=list, blank=True)
    message = models.TextField(_("message"), blank=True)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar[list[str]] = ["-started_at", "-id"]

    @property
    def summary(self) -> str:
        """Added, changed, ended and unchanged of each kind, in one line each."""
        return "; ".join(
            f"{kind}: +{counts['added']} ~{counts['changed']} −{counts['ended']} ={counts['unchanged']}"
            for kind, counts in (self.counts or {}).items()
        )

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.started_at:%Y-%m-%d %H:%M}"
