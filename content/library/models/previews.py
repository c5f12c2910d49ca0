"""What the platform itself reads from an uploaded PDF: a picture of its first page, its words, its length."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentPreview(models.Model):
    """Cover and words of one document, made in the background by `content.library.previewing`.

    `file_hash` names the file they were made from, so that another file in its place is read anew. `failure` is
    empty, or says in words for staff why there is no cover. Personal data: whatever the published document says.
    """

    document = models.OneToOneField(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        verbose_name=_("document"),
        on_delete=models.CASCADE,
        related_name="preview",
    )
    file_hash = models.CharField(_("made from"), max_length=40, blank=True)
    cover = models.FileField(_("cover"), upload_to="covers", max_length=200, blank=True)
    cover_small = models.FileField(_("small cover"), upload_to="covers", max_length=200, blank=True)
    width = models.PositiveIntegerField(_("width of the cover"), default=0)
    height = models.PositiveIntegerField(_("height of the cover"), default=0)
    page_count = models.PositiveIntegerField(_("pages"), default=0)
    text = models.TextField(_("words"), blank=True)
    failure = models.CharField(_("why there is no cover"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made"), auto_now=True)

    class Meta:
        verbose_name = _("preview of a document")
        verbose_name_plural = _("previews of documents")

    def __str__(self) -> str:
        return f"{self.document_id}: {self.failure or self.page_count}"
