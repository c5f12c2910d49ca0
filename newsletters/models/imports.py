"""Imports of subscribers: who brought whom, with which evidence of consent, and how far it has come."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriberImport(models.Model):
    """One file of subscribers, from the upload to its end; kept for good, for it is evidence of consent.

    Subscriptions point here (`Subscription.imported_by`). What the file held lies in `ImportedFilePart` until it was
    read and in `ImportedRow` until the import has ended.

    Personal data: which member of staff ordered it. Kept for good; the name is emptied when the account is deleted.
    """

    class State(models.TextChoices):
        """How far it has come; people are changed only from APPLYING on."""

        UPLOADED = "uploaded", _("waits for your answers")
        CHECKING = "checking", _("is being checked")
        CHECKED = "checked", _("checked, waits for you")
        APPLYING = "applying", _("is being applied")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped on the way")
        CANCELLED = "cancelled", _("cancelled: nothing was changed")
        REFUSED = "refused", _("refused: nothing was changed")

    class DateOrder(models.TextChoices):
        """How a date with slashes is read."""

        MONTH_FIRST = "month", _("month/day/year")
        DAY_FIRST = "day", _("day/month/year")

    file_name = models.CharField(_("file"), max_length=200)
    file_kind = models.CharField(_("kind of file"), max_length=4)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    separator = models.CharField(_("separator"), max_length=1, blank=True)
    headings = models.JSONField(_("headings"), default=list)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    newsletters = models.ManyToManyField("newsletters.Newsletter", verbose_name=_("newsletters"), related_name="+")
    language = models.CharField(_("language"), max_length=10, default="en")
    date_order = models.CharField(_("dates"), max_length=5, choices=DateOrder, default=DateOrder.MONTH_FIRST)
    consent_source = models.CharField(_("where they agreed"), max_length=150, blank=True)
    consent_wording = models.TextField(_("the words they agreed to"), blank=True)
    consented_on = models.DateField(_("day they agreed"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    message = models.TextField(_("message"), blank=True)
    read_through = models.PositiveIntegerField(_("last line read"), default=0)
    all_read = models.BooleanField(_("whole file read"), default=False)
    compared_through = models.PositiveIntegerField(_("last line compared"), default=0)
    applied_through = models.PositiveIntegerField(_("last line applied"), default=0)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ordered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last step"), auto_now=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    rows_kept = models.BooleanField(_("rows of the file are kept"), default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of subscribers")
        verbose_name_plural = _("imports of subscribers")
        ordering: ClassVar[list[str]] = ["-id"]
        permissions: ClassVar = [("import_subscribers", _("Can import subscribers"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["uploaded", "cancelled"])
                | (~models.Q(consent_source="") & ~models.Q(consent_wording="")),
                name="import_names_evidence_of_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.pk})"

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has something to do for it."""
        return self.state in {self.State.CHECKING, self.State.APPLYING}

    def count(self, name: str) -> int:
        """One of the counts; 0 while nothing was counted."""
        return int(self.counts.get(name, 0))

    def add_counts(self, **more: Any) -> None:
        """Add to the counts; the caller saves them with the step that made them."""
        for name, number in more.items():
            self.counts[name] = self.count(name) + number


class ImportedFilePart(models.Model):
    """A piece of an uploaded file, in the database so that a worker on any host can read it.

    Personal data: whatever the file holds. Deleted once the file was read, with a cancelled import, or after
    `newsletters.importing.forgetting.KEPT`.
    """

    of_import = models.ForeignKey(SubscriberImport, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("part of an imported file")
        verbose_name_plural = _("parts of imported files")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of_import", "number"], name="unique_imported_file_part"),
        ]

    def __str__(self) -> str:
        return f"{self.of_import_id}.{self.number}"


class ImportedRow(models.Model):
    """One row of an uploaded file: cleaned, or with what is wrong with it.

    Personal data: address, names, ZIP code, day of consent; of a faulty row the value that is wrong. Good rows are
    deleted when the import ends, others `newsletters.importing.forgetting.KEPT` later; all of an address when its
    member is erased.
    """

    of_import = models.ForeignKey(SubscriberImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("line"))
    address = models.CharField(_("address"), max_length=254, blank=True)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    zip_code = models.CharField(_("ZIP code"), max_length=5, blank=True)
    consented_on = models.DateField(_("day of consent"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    value = models.CharField(_("value"), max_length=300, blank=True)
    same_as = models.PositiveIntegerField(_("same address as in line"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints: ClassVar = [models.UniqueConstraint(fields=["of_import", "line"], name="unique_imported_line")]
        indexes: ClassVar = [
            models.Index(
                fields=["of_import", "address", "line"], condition=~models.Q(address=""), name="imported_addresses"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_import_id}: {self.line}"
