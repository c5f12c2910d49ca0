"""A district's shape as a small drawing made on the server."""

import math
from dataclasses import dataclass
from typing import Any

from advocacy.legislators.models import DistrictOutline

_SIZE = 240.0
_MARGIN = 6.0


@dataclass(frozen=True)
class Drawing:
    """An SVG's view box and path; the template writes the element, so that its words are translated."""

    width: float
    height: float
    path: str


def draw_outline(outline: DistrictOutline) -> Drawing:
    """Return the shape scaled into a square of 240 units, north up, degrees of longitude at their width there."""
    rings = [_west_of_date_line(ring) for polygon in _polygons(outline.geometry) for ring in polygon]
    shrink = max(math.cos(math.radians((outline.north + outline.south) / 2)), 0.05)
    longitudes = [longitude for ring in rings for longitude, _latitude in ring]
    west, east = min(longitudes), max(longitudes)
    width, height = (east - west) * shrink or 1.0, outline.north - outline.south or 1.0
    scale = (_SIZE - 2 * _MARGIN) / max(width, height)
    parts = []
    for ring in rings:
        points = [
            (f"{_MARGIN + (longitude - west) * shrink * scale:.1f} {_MARGIN + (outline.north - latitude) * scale:.1f}")
            for longitude, latitude in ring
        ]
        unique = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
        if len(unique) > 3:
            parts.append("M" + "L".join(unique[:-1]) + "Z")
    return Drawing(round(width * scale + 2 * _MARGIN, 1), round(height * scale + 2 * _MARGIN, 1), "".join(parts))


def _polygons(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    coordinates = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else list(coordinates)


def _west_of_date_line(ring: list[list[float]]) -> list[tuple[float, float]]:
    """Keep the Aleutian islands beyond the date line beside the rest of Alaska."""
    return [(point[0] - 360 if point[0] > 150 and point[1] > 45 else point[0], point[1]) for point in ring]
