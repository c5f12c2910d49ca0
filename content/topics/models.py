"""Topics and the field by which a page names those it is about."""

from typing import ClassVar

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField


class Topic(TranslatableMixin, models.Model):
    """A subject of the coalition's work, one row per language; `slug` is the same in all of them.

    Personal data: none.
    """

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("address name"),
        max_length=80,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens."))],
        help_text=_("Part of the topic's address, the same in every language. Links and feeds break when it changes."),
    )
    introduction = models.TextField(
        _("introduction"), max_length=500, blank=True, help_text=_("Shown at the top of the topic's page.")
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("introduction")]
    override_translatable_fields: ClassVar = [SynchronizedField("slug", overridable=False)]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["locale", "slug"], name="unique_topic_slug")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The topic's page in the active language."""
        return reverse("search:topic", args=[self.slug])


class AboutTopics(models.Model):
    """What a page is about. Pages of all languages name the topics of the site's main language."""

    topics = ParentalManyToManyField(
        Topic,
        verbose_name=_("topics"),
        blank=True,
        related_name="+",
        limit_choices_to={"locale__language_code": settings.LANGUAGE_CODE},
        help_text=_("The page is listed under these topics and goes out in their feeds."),
    )

    topic_panel: ClassVar[Panel] = MultiFieldPanel(
        [FieldPanel("topics", widget=forms.CheckboxSelectMultiple)], heading=_("Topics")
    )
    override_translatable_fields: ClassVar = [SynchronizedField("topics", overridable=False)]

    class Meta:
        abstract = True
