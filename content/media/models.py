"""Images and documents, with what an accessible and honest page needs to know about them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class SiteImage(AbstractImage):
    """An image with its credit and licence, so that a page can say where it comes from.

    Personal data: none expected; a picture of a person is published with their agreement.
    """

    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made it, as they want to be named.")
    )
    licence = models.CharField(_("licence"), max_length=255, blank=True, help_text=_("For example: CC BY 4.0."))

    # Wagtail's manager is made from a query set at run time; type checkers learn its kind here.
    _default_manager: ClassVar[models.Manager["SiteImage"]]

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class SiteRendition(AbstractRendition):
    """One size and format of an image, made ahead of the visitor who needs it."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_site_rendition"),
        ]


class SiteDocument(AbstractDocument):
    """A file offered for download."""

    # See `SiteImage`.
    _default_manager: ClassVar[models.Manager["SiteDocument"]]

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
