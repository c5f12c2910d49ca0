"""The newsletter: what members subscribe to and issues are written for."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.models import TranslatableMixin
from wagtail.search import index


class Newsletter(TranslatableMixin, index.Indexed, models.Model):
    """A series of issues with its own subscribers.

    Each language of a newsletter is a row of its own (they share a `translation_key`) with its own
    subscribers and issues, because a reader chooses the language together with the newsletter.
    Rejected: one row for all languages and the member's language as switch; it would send Spanish
    to a bilingual member who subscribed to the English edition.

    Personal data: none.
    """

    class Pillar(models.TextChoices):
        """The part of the strategic plan a newsletter serves."""

        ALL = "all", _("All of our work")
        EDUCATION = "education", _("Education")
        ADVOCACY = "advocacy", _("Advocacy")
        EVIDENCE = "evidence", _("Evidence development")

    class Cadence(models.TextChoices):
        """How often readers are promised an issue."""

        WHEN_NEEDED = "when_needed", _("When there is news")
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")
        QUARTERLY = "quarterly", _("Every three months")

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("short name"), max_length=60, help_text=_("Used in forms and addresses, for example: brief.")
    )
    description = models.TextField(
        _("description"),
        max_length=400,
        help_text=_("What readers get, in one or two sentences. Shown where they subscribe."),
    )
    pillar = models.CharField(_("pillar"), max_length=20, choices=Pillar, default=Pillar.ALL)
    cadence = models.CharField(_("how often"), max_length=20, choices=Cadence, default=Cadence.MONTHLY)
    sender_name = models.CharField(_("sender name"), max_length=60, help_text=_("The name readers see in their inbox."))
    sender_mailbox = models.CharField(
        _("sender mailbox"),
        max_length=40,
        default="newsletters",
        validators=[RegexValidator(r"^[a-z0-9]+([._-][a-z0-9]+)*$", _("Use small letters, digits, dots and hyphens."))],
        help_text=_("The part before the @ of the sender's address; the domain is the coalition's mail domain."),
    )
    reply_to = models.EmailField(_("reply-to address"), blank=True, help_text=_("Where a reader's reply goes."))
    reader_word = models.CharField(
        _("word for a reader without a name"),
        max_length=40,
        default="reader",
        help_text=_("Stands where an issue says {{ first_name }} and the reader gave none: “Dear reader,”."),
    )
    counts_clicks = models.BooleanField(
        _("count clicks"),
        default=True,
        help_text=_("How often each link is followed, without noting by whom. Links then lead through this site."),
    )
    is_open = models.BooleanField(
        _("open for subscriptions"), default=True, help_text=_("Shown in forms and in the preference centre.")
    )

    panels: ClassVar[list[Panel]] = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("pillar"), FieldPanel("cadence")]),
        MultiFieldPanel(
            [
                FieldPanel("sender_name"),
                FieldPanel("sender_mailbox"),
                FieldPanel("reply_to"),
                FieldPanel("reader_word"),
            ],
            heading=_("In the inbox"),
        ),
        FieldRowPanel([FieldPanel("is_open"), FieldPanel("counts_clicks")]),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("name", boost=2),
        index.SearchField("description"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["locale", "slug"], name="unique_newsletter_slug"),
        ]

    def __str__(self) -> str:
        return self.name
