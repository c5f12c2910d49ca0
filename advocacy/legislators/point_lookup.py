"""From a point on the map to a district, by the outlines, and without deciding near an edge."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import shapely
from django.utils import timezone
from shapely.geometry import shape

from advocacy.legislators.models import District, DistrictOutline

EDGE_KILOMETRES: Final = 2.0
"""Outlines at 1:20,000,000 are drawn with about this much freedom."""
NEARBY_KILOMETRES: Final = 25.0
"""How far from the nearest outline a point may lie for its district to be offered as a choice."""

_KILOMETRES_PER_DEGREE = 111.2


@dataclass(frozen=True)
class PointLookup:
    """Which district of the U.S. House a point lies in.

    `one`: `districts` holds it. `near_edge`: it lies in or beside several; ask which of `districts`.
    `outside`: it lies in no outline (at sea, abroad, or on an island the outlines leave out); `districts`
    are those nearby, to ask about, and may be empty.
    """

    kind: Literal["one", "near_edge", "outside"]
    districts: tuple[District, ...]


def district_for_point(latitude: float, longitude: float, as_of: date | None = None) -> PointLookup:
    """Return the district a point lies in, or the ones to ask about.

    Coordinates are in degrees (WGS 84). Raises `ValueError` when they are no place on earth.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("latitude must be within ±90 and longitude within ±180 degrees")
    shrink = max(math.cos(math.radians(latitude)), 0.05)
    reach = NEARBY_KILOMETRES / _KILOMETRES_PER_DEGREE
    outlines = (
        DistrictOutline.objects.as_of(as_of or timezone.localdate())
        .filter(
            kind=DistrictOutline.Kind.BOUNDARY,
            west__lte=longitude + reach / shrink,
            east__gte=longitude - reach / shrink,
            south__lte=latitude + reach,
            north__gte=latitude - reach,
        )
        .select_related("district__chamber__legislature")
        .order_by("district__state", "district__sort_key")
    )
    distances = [
        (_kilometres(outline.geometry, latitude, longitude, shrink), place, outline.district)
        for place, outline in enumerate(outlines)
    ]
    distances.sort()
    inside = [district for distance, _place, district in distances if distance == 0]
    at_edge = tuple(district for distance, _place, district in distances if distance <= EDGE_KILOMETRES)
    if len(inside) == 1 and len(at_edge) == 1:
        return PointLookup("one", at_edge)
    if inside:
        return PointLookup("near_edge", at_edge)
    nearby = tuple(district for distance, _place, district in distances if distance <= NEARBY_KILOMETRES)
    return PointLookup("outside", nearby)


def _kilometres(geometry: dict[str, Any], latitude: float, longitude: float, shrink: float) -> float:
    """The distance from a point to a shape, 0 inside, on a map that is true to scale around the point."""
    polygon = shapely.transform(
        shape(geometry),
        lambda degrees: (degrees - (longitude, latitude)) * (_KILOMETRES_PER_DEGREE * shrink, _KILOMETRES_PER_DEGREE),
    )
    return float(shapely.distance(polygon, shapely.Point(0, 0)))
