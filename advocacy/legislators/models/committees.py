"""Committees and who sits on them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from advocacy.legislators.models.bodies import Chamber, Legislature
from advocacy.legislators.models.effective import EffectiveDated
from advocacy.legislators.models.people import Person, Publisher


def _topic_list(**options: object) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.SlugField(max_length=40), **options)  # type: ignore[arg-type]  # plain field options


class Committee(EffectiveDated):
    """A committee or subcommittee of a legislature; joint ones have no chamber.

    `topics` are derived from the name by the rule in `advocacy.legislators.topics`, unless staff have
    set their own in `staff_topics`, which every later import leaves alone.
    """

    publisher = models.CharField(_("publisher"), max_length=12, choices=Publisher.choices)
    publisher_id = models.CharField(
        _("publisher's identifier"), max_length=80, help_text=_("For example HSIF14, or ocd-organization/…")
    )
    legislature = models.ForeignKey(Legislature, on_delete=models.PROTECT, related_name="committees")
    chamber = models.ForeignKey(Chamber, null=True, blank=True, on_delete=models.PROTECT, related_name="committees")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="subcommittees")
    name = models.CharField(_("name"), max_length=250)
    website = models.URLField(_("website"), max_length=500, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    jurisdiction = models.TextField(_("jurisdiction"), blank=True)
    derived_topics = _topic_list(verbose_name=_("topics by the rule"), default=list, blank=True, editable=False)
    staff_topics = _topic_list(
        verbose_name=_("topics set by staff"),
        null=True,
        blank=True,
        help_text=_("Separated by commas; leave empty to use the topics found in the name."),
    )
    topics = models.GeneratedField(
        expression=Coalesce("staff_topics", "derived_topics"), output_field=_topic_list(), db_persist=True
    )

    class Meta(EffectiveDated.Meta):
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering: ClassVar[list[str]] = ["legislature", "name", "id"]
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["publisher", "publisher_id"], name="one_committee_of_an_identifier"),
        ]
        indexes: ClassVar = [GinIndex(fields=["topics"], name="committee_topics")]

    def __str__(self) -> str:
        return self.name


class CommitteeMembership(EffectiveDated):
    """A person sits on a committee.

    `person` is empty where the publisher names someone who is not among its people (a citizen member, or
    one who has left); the name is kept.

    Personal data: the public role of an office holder; kept as public record.
    """

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="committee_memberships"
    )
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=80, blank=True, help_text=_("Empty for an ordinary member."))
    side = models.CharField(_("side"), max_length=12, blank=True, help_text=_("majority or minority, in Congress."))
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)

    class Meta(EffectiveDated.Meta):
        verbose_name = _("committee membership")
        verbose_name_plural = _("committee memberships")
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["committee", "person"],
                condition=models.Q(effective_until__isnull=True),
                name="one_open_membership_of_a_person",
            ),
            models.UniqueConstraint(
                fields=["committee", "name"],
                condition=models.Q(effective_until__isnull=True, person__isnull=True),
                name="one_open_membership_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.committee}"
