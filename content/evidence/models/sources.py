"""Where facts come from."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.search import index

CSL_TYPES = frozenset(
    {
        "article",
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "book",
        "chapter",
        "dataset",
        "document",
        "legislation",
        "paper-conference",
        "post",
        "post-weblog",
        "report",
        "webpage",
    }
)


def validate_csl_item(item: Any) -> None:
    """Check that a value is one CSL-JSON item with a title and a known type; raises ValidationError."""
    if not isinstance(item, dict):
        raise ValidationError(_("The citation data must be one CSL-JSON item, an object in braces."))
    if not isinstance(item.get("title"), str) or not item["title"].strip():
        raise ValidationError(_("The citation data needs a title."))
    if item.get("type") not in CSL_TYPES:
        raise ValidationError(
            _("“%(type)s” is not a type of source known here. Use one of: %(types)s."),
            params={"type": item.get("type"), "types": ", ".join(sorted(CSL_TYPES))},
        )
    authors = item.get("author", [])
    if not isinstance(authors, list) or not all(
        isinstance(author, dict) and (author.get("family") or author.get("literal")) for author in authors
    ):
        raise ValidationError(_("Each author needs a family name, or one literal name."))


class Source(index.Indexed, models.Model):
    """A publication, page or data set that facts are taken from.

    `reference` is the source as it was first given and never changes: importers know a source by it.
    `csl` holds the citation as one CSL-JSON item (https://citeproc-js.readthedocs.io/en/latest/csl-json/).
    Personal data: the published names of authors.
    """

    class Kind(models.TextChoices):
        """How near the source is to the observation."""

        PAPER = "paper", _("Peer-reviewed paper")
        PUBLISHER = "publisher", _("The publisher of the figure")
        PRESS = "press", _("Press report")
        COMPANY = "company", _("Company publication")
        SECONDARY = "secondary", _("Secondary source")
        GOVERNMENT = "government", _("Government publication")
        DATASET = "dataset", _("Data set")

    reference = models.CharField(
        _("reference as given"),
        max_length=500,
        unique=True,
        error_messages={"unique": _("A source with this reference exists already.")},
    )
    title = models.CharField(_("title"), max_length=500)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    url = models.URLField(_("address"), max_length=500, blank=True)
    csl = models.JSONField(
        _("citation data"),
        validators=[validate_csl_item],
        help_text=_("One CSL-JSON item, for example exported from Zotero."),
    )
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    retrieved_on = models.DateField(_("retrieved on"), null=True, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("title"),
        FieldPanel("reference"),
        FieldPanel("kind"),
        FieldPanel("url"),
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("retrieved_on")], heading=_("Use")),
        FieldPanel("csl"),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("title", boost=2),
        index.SearchField("reference"),
        index.AutocompleteField("title"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title
