"""Organisations of the coalition, the people who speak for them, and what members care about."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import TranslatableMixin


class Organisation(ClusterableModel):
    """An organisation in the coalition.

    Personal data: none of its own; its representatives are members.
    """

    class Category(models.TextChoices):
        """The five kinds of organisation that the coalition brings together."""

        INNOVATOR = "innovator", _("Innovator")
        SCIENTIST = "scientist", _("Scientist")
        PATIENT = "patient", _("Patient")
        PROVIDER = "provider", _("Provider")
        PAYER = "payer", _("Payer")

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("address name"), max_length=200, unique=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices, db_index=True)
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(_("description"), blank=True)
    is_listed = models.BooleanField(
        _("listed"), default=True, help_text=_("Shown in the public directory of organisations.")
    )
    joined_on = models.DateField(_("joined"), null=True, blank=True)
    people = models.ManyToManyField(
        "members.Member", through="members.Representative", related_name="organisations", verbose_name=_("people")
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Representative(models.Model):
    """A member who speaks for an organisation.

    Personal data: the member's role there. Kept while they hold it or until they erase themselves.
    """

    organisation = ParentalKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="representatives"
    )
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.CASCADE, related_name="representations"
    )
    role = models.CharField(_("role"), max_length=100, blank=True)
    may_sign = models.BooleanField(
        _("may sign"), default=False, help_text=_("May sign letters in the organisation's name.")
    )

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "member"], name="unique_representative"),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.organisation}"


class Interest(TranslatableMixin):
    """A topic a member may care about, such as newborn screening.

    Personal data: none of its own; which member chose it is kept until they unchoose it or erase
    themselves.
    """

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address name"), max_length=100)

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["locale", "slug"], name="unique_interest_slug"),
        ]

    def __str__(self) -> str:
        return self.name
