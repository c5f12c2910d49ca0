"""Who is written to: rules over seats, never lists of people."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from advocacy.campaigns.models.action import LetterAction


class TargetGroup(Orderable, ClusterableModel):
    """A rule that says which offices a member's letter goes to.

    The rule is applied to each member when they look at their letters and again before a letter
    leaves, so a new office holder or a changed committee needs no edit here. There is deliberately no
    rule for a whole chamber: a member writes to those who answer to them, or to a committee of their own
    state where staff declare that people from elsewhere in the state may write to it.
    """

    class Rule(models.TextChoices):
        CONGRESS = "congress", _("The member's U.S. representative and senators (by ZIP code)")
        US_HOUSE = "us_house", _("The member's U.S. representative (by ZIP code)")
        US_SENATE = "us_senate", _("The member's U.S. senators (by ZIP code or state)")
        STATE_OWN = "state_own", _("The member's own state legislators (picked from a list)")
        STATE_COMMITTEE = "state_committee", _("A committee of the legislature of the member's state")

    class Recipients(models.TextChoices):
        LEADERS = "leaders", _("Those who lead the committee: chairs and vice chairs")
        MEMBERS = "members", _("All members of the committee")

    action = ParentalKey(LetterAction, on_delete=models.CASCADE, related_name="target_groups")
    name = models.CharField(
        _("name"), max_length=120, help_text=_("Shown to members, such as “Health committees of your state”.")
    )
    rule = models.CharField(_("who is written to"), max_length=20, choices=Rule.choices)
    committee_topic = models.SlugField(
        _("committee topic"), max_length=50, blank=True, help_text=_("For a committee: its topic, such as health.")
    )
    committee_recipients = models.CharField(
        _("whom in the committee"), max_length=10, choices=Recipients.choices, default=Recipients.LEADERS
    )
    nonconstituents_may_write = models.BooleanField(
        _("members may write to it although they are not constituents"),
        default=False,
        help_text=_("Needed for a committee: its members answer to other districts than the sender's."),
    )
    nonconstituents_reason = models.TextField(
        _("reason"),
        max_length=500,
        blank=True,
        help_text=_("Why people from elsewhere in the state may write to this committee. Kept on record."),
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("declared by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    declared_at = models.DateTimeField(_("declared at"), null=True, blank=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(rule__in=["congress", "us_house", "us_senate", "state_own", "state_committee"]),
                name="target_group_rule_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="state_committee")
                | (models.Q(nonconstituents_may_write=True) & ~models.Q(nonconstituents_reason="")),
                name="target_group_committee_needs_declaration",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="state_committee") | ~models.Q(committee_topic=""),
                name="target_group_committee_needs_topic",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def label(self, language: str) -> str:
        """Return the group's name as members who read a language see it."""
        labels = {text.language: text.group_label for text in self.texts.all() if text.group_label}
        return str(labels.get(language, self.name))

    def clean(self) -> None:
        """Ask for what a committee needs, and refuse a declaration where it means nothing."""
        super().clean()
        problems: dict[str, ValidationError] = {}
        if self.rule == self.Rule.STATE_COMMITTEE:
            if not self.committee_topic:
                problems["committee_topic"] = ValidationError(_("Say which topic the committee deals with."))
            if not self.nonconstituents_may_write:
                problems["nonconstituents_may_write"] = ValidationError(
                    _("A committee can be written to only after you declare that people who are not constituents may.")
                )
            if not self.nonconstituents_reason.strip():
                problems["nonconstituents_reason"] = ValidationError(_("State the reason for this declaration."))
        elif self.nonconstituents_may_write:
            problems["nonconstituents_may_write"] = ValidationError(
                _("This rule reaches only those who represent the member, so there is nothing to declare.")
            )
        if problems:
            raise ValidationError(problems)


class TargetExclusion(Orderable):
    """A person whom this action never writes to, whatever the rule says, and why."""

    group = ParentalKey(TargetGroup, on_delete=models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(
        "legislators.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200)

    class Meta(Orderable.Meta):
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "person"], name="unique_exclusion_per_group_and_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"
