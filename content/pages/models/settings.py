"""What the whole site says about the organisation that runs it."""

from typing import ClassVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable


@register_setting(icon="site")
class SiteSettings(BaseGenericSetting, ClusterableModel):
    """Name, address and contacts of the organisation, shown in the footer, in mail and in structured data.

    The same in every language: what differs by language is a page. Personal data: none.
    """

    organisation_name = models.CharField(_("organisation name"), max_length=120, blank=True)
    short_name = models.CharField(_("short name"), max_length=30, blank=True)
    postal_address = models.TextField(
        _("postal address"), max_length=300, blank=True, help_text=_("Bulk mail must carry it by law.")
    )
    contact_email = models.EmailField(_("contact e-mail address"), blank=True)
    contact_phone = models.CharField(_("contact telephone"), max_length=40, blank=True)
    linkedin_url = models.URLField(_("LinkedIn page"), blank=True)
    youtube_url = models.URLField(_("YouTube channel"), blank=True)
    bluesky_url = models.URLField(_("Bluesky profile"), blank=True)

    panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel("organisation_name"), FieldPanel("short_name"), FieldPanel("postal_address")],
            heading=_("Organisation"),
        ),
        MultiFieldPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")], heading=_("Contact")),
        MultiFieldPanel(
            [FieldPanel("linkedin_url"), FieldPanel("youtube_url"), FieldPanel("bluesky_url")],
            heading=_("Profiles elsewhere"),
        ),
        InlinePanel("footer_links", heading=_("Footer links"), label=_("Page"), max_num=12),
    ]

    class Meta:
        verbose_name = _("site settings")

    @classmethod
    def base_queryset(cls) -> "models.QuerySet[SiteSettings]":
        """The settings, read together with the translation keys of the pages at the foot."""
        keys = ArrayAgg(
            "footer_links__page__translation_key",
            filter=models.Q(footer_links__isnull=False),
            order_by="footer_links__sort_order",
            default=[],
        )
        settings: models.QuerySet[SiteSettings] = cls.objects.annotate(footer_keys=keys)
        return settings

    @property
    def profile_urls(self) -> list[str]:
        """The organisation's profiles elsewhere, as structured data wants them."""
        return [url for url in (self.linkedin_url, self.youtube_url, self.bluesky_url) if url]


class FooterLink(Orderable):
    """A page linked from the foot of every page, in each language that has it."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="footer_links")
    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")

    panels: ClassVar[list[Panel]] = [PageChooserPanel("page")]
