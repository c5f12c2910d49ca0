"""Where districts are: ZIP areas and outlines. No personal data."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.legislators.models.bodies import District
from advocacy.legislators.models.effective import EffectiveDated


class ZipDistrict(EffectiveDated):
    """A ZIP area lies at least partly in a district of the U.S. House.

    The areas are the Census Bureau's ZCTAs: post-office-box ZIPs are not among them. A fifth of them lie in
    several districts, and 109 in two states.
    """

    zip_code = models.CharField(_("ZIP code"), max_length=5, db_index=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="zip_areas")

    class Meta(EffectiveDated.Meta):
        verbose_name = _("ZIP area in a district")
        verbose_name_plural = _("ZIP areas in districts")
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["zip_code", "district"],
                condition=Q(effective_until__isnull=True),
                name="one_open_zip_area_in_a_district",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zip_code}: {self.district}"


class DistrictOutline(EffectiveDated):
    """The shape of a district, as GeoJSON in degrees (longitude, latitude).

    A boundary is generalised for maps: near an edge it does not decide who lives where.
    """

    class Kind(models.TextChoices):
        """Boundaries are on the ground; hexagons give each district the same area on a map that compares them."""

        BOUNDARY = "boundary", _("boundary")
        HEXAGON = "hexagon", _("equal-area hexagons")

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="outlines")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    geometry = models.JSONField(_("geometry"))
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    land_area = models.BigIntegerField(_("land area in square metres"), null=True, blank=True)

    class Meta(EffectiveDated.Meta):
        verbose_name = _("district outline")
        verbose_name_plural = _("district outlines")
        constraints: ClassVar = [
            *EffectiveDated.Meta.constraints,
            models.UniqueConstraint(
                fields=["district", "kind"],
                condition=Q(effective_until__isnull=True),
                name="one_open_outline_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district}: {self.get_kind_display()}"
