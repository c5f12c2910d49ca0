"""Legislatures, their chambers, the districts that elect them and the seats in them. No personal data."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from advocacy.legislators.models.effective import EffectiveDated


class Legislature(models.Model):
    """A body that makes laws: Congress, a state's legislature, the Council of the District of Columbia.

    `state` is empty for Congress. A fictional legislature shows how the site works where no public
    data could be fetched; every page that shows it says so.
    """

    code = models.SlugField(
        _("code"), max_length=20, unique=True, help_text=_("us, or a state's code in small letters.")
    )
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=2, blank=True, db_index=True)
    division = models.CharField(_("division identifier"), max_length=120, unique=True, help_text=_("ocd-division/…"))
    time_zone = models.CharField(_("time zone of the capital"), max_length=40, default="America/New_York")
    is_fictional = models.BooleanField(_("fictional"), default=False)

    class Meta:
        verbose_name = _("legislature")
        verbose_name_plural = _("legislatures")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Chamber(models.Model):
    """One house of a legislature; a legislature with one house has one chamber of kind `legislature`."""

    class Kind(models.TextChoices):
        """Which house, in the words of the Open Civic Data layouts."""

        UPPER = "upper", _("upper house")
        LOWER = "lower", _("lower house")
        WHOLE = "legislature", _("single house")

    legislature = models.ForeignKey(Legislature, on_delete=models.PROTECT, related_name="chambers")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    member_title = models.CharField(_("title of a member"), max_length=60)

    class Meta:
        verbose_name = _("chamber")
        verbose_name_plural = _("chambers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["legislature", "kind"], name="one_chamber_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.legislature}: {self.name}"


class District(EffectiveDated):
    """Who elects to a seat of a chamber: a district, or for the U.S. Senate a whole state.

    `code` is how we write it: `0` for at-large whatever the publisher writes (0, 01 or 98 there), else
    without leading zeros. A district keeps its identity when its boundaries move; ZIP areas and outlines
    carry their own dates.
    """

    chamber = models.ForeignKey(Chamber, on_delete=models.PROTECT, related_name="districts")
    state = models.CharField(_("state"), max_length=2, db_index=True)
    code = models.CharField(_("code"), max_length=60)
    sort_key = models.CharField(max_length=80, editable=False)
    division = models.CharField(
        _("division identifier"),
        max_length=120,
        blank=True,
        help_text=_("ocd-division/…, where its publisher gives one."),
    )

    class Meta(EffectiveDated.Meta):
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering: ClassVar[list[str]] = ["state", "sort_key"]
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["chamber", "state", "code"], name="one_district_of_a_code"),
            models.UniqueConstraint(
                fields=["chamber", "division"], condition=~models.Q(division=""), name="one_district_of_a_division"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def is_at_large(self) -> bool:
        """Whether it is the whole state or territory."""
        return self.code == "0"

    @property
    def is_whole_state(self) -> bool:
        """Whether it is a state that elects senators to the U.S. Senate."""
        return self.code == ""

    @property
    def short_name(self) -> str:
        """For example `CA-12`, `AK at large`, `TX`."""
        if self.is_whole_state:
            return self.state
        if self.is_at_large:
            return _("%(state)s at large") % {"state": self.state}
        return f"{self.state}-{self.code}"


class Seat(EffectiveDated):
    """One place in a chamber, held by one person at a time.

    The U.S. Senate's seats carry their class as designation. Where a district elects several members
    and no publisher numbers the places, `position` is ours: it keeps holders apart and means nothing else.
    """

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="seats")
    designation = models.CharField(_("designation"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta(EffectiveDated.Meta):
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering: ClassVar[list[str]] = ["district", "designation", "position"]
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(fields=["district", "designation", "position"], name="one_seat_of_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.district} {self.designation}".strip()
