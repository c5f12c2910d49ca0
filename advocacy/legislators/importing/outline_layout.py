"""GeoJSON outlines of districts with the Census Bureau's properties, and the hexagon map of the same districts."""

import json
import re
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape
from tqdm import tqdm

from advocacy.legislators.importing.problems import Problems
from advocacy.legislators.importing.reading import Record, kind_of
from advocacy.legislators.importing.sources import FileTree
from advocacy.legislators.importing.zip_layout import check_districts, with_at_large_codes
from advocacy.legislators.states import STATE_BY_FIPS, STATES, WITHOUT_ZIP_AREAS

OUTLINE_FILE = "congressional_districts.geojson"
HEXAGON_FILE = "congressional_districts_hex.geojson"

_CONGRESS_PROPERTY = re.compile(r"CD(\d{2,3})FP")
CONGRESS_IN_TEXT = re.compile(r"\bCD(\d{2,3})FP\b")


@dataclass(frozen=True, slots=True)
class OutlineRecord:
    """The shape of one district, with its bounding box in degrees and its land area in square metres."""

    state: str
    code: str
    geometry: dict[str, Any]
    bounds: tuple[float, float, float, float]
    land_area: int | None


@dataclass(frozen=True, slots=True)
class Outlines:
    """All shapes of one file; `congress` is the number of the Congress they are for, where the file says."""

    records: list[OutlineRecord]
    congress: int | None


def read_outlines(tree: FileTree, file: str, problems: Problems) -> Outlines:
    """Read and validate one of the two files."""
    name = tree.named(file) or file
    features = _features(name, tree.read(name), problems)
    congress: set[int] = set()
    read: list[tuple[str, str, OutlineRecord]] = []
    seen: dict[tuple[str, str], str] = {}
    for number, feature in enumerate(tqdm(features, desc=f"Reading {file}", unit="outline", disable=None), start=1):
        record = Record(name, f"feature {number}", feature if isinstance(feature, dict) else {}, problems)
        found = _outline(record, congress)
        if found is None:
            continue
        state, code, _shape = found
        if (state, code) in seen:
            record.error("properties.GEOID", f"{state}-{code} is {seen[state, code]} already.")
        seen[state, code] = record.label
        read.append(found)
    if len(congress) > 1:
        problems.error(name, "", "properties", f"the features are of several Congresses: {sorted(congress)}.")
    codes = with_at_large_codes({(state, code) for state, code, _outline in read})
    needed = frozenset(STATES) - WITHOUT_ZIP_AREAS - (frozenset({"PR"}) if file == HEXAGON_FILE else frozenset())
    check_districts(name, set(codes.values()), needed, problems)
    return Outlines(
        [
            OutlineRecord(state, codes[state, code][1], outline.geometry, outline.bounds, outline.land_area)
            for state, code, outline in read
        ],
        min(congress, default=None),
    )


def _features(name: str, content: bytes, problems: Problems) -> list[Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        problems.error(name, "", "", f"this is not whole JSON ({error}): the file is truncated or damaged.")
        return []
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        problems.error(name, "", "type", "must be a GeoJSON FeatureCollection.")
        return []
    features = data.get("features")
    if not isinstance(features, list):
        problems.error(name, "", "features", f"must be a list, not {kind_of(features)}.")
        return []
    return features


def _outline(record: Record, congress: set[int]) -> tuple[str, str, OutlineRecord] | None:
    if record.data.get("type") != "Feature":
        record.error("type", "must be a GeoJSON Feature.")
        return None
    properties = record.record("properties", required=True)
    geo_id = properties.text("GEOID", 10, required=True)
    match = re.fullmatch(r"(\d{2})(\d{2})", geo_id)
    if geo_id and (match is None or match[1] not in STATE_BY_FIPS):
        properties.error("GEOID", f"must be a state's two digits and a district's two, not {geo_id!r}.")
    congress.update(int(found[1]) for key in properties.data if (found := _CONGRESS_PROPERTY.fullmatch(key)))
    geometry = record.data.get("geometry")
    bounds = _bounds(record, geometry)
    if match is None or match[1] not in STATE_BY_FIPS or bounds is None or not isinstance(geometry, dict):
        return None
    land = properties.data.get("ALAND")
    kept = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    return (
        STATE_BY_FIPS[match[1]].code,
        match[2],
        OutlineRecord("", "", kept, bounds, land if isinstance(land, int) else None),
    )


def _bounds(record: Record, geometry: Any) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north after checking the shape."""
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        record.error("geometry", "must be a Polygon or MultiPolygon.")
        return None
    try:
        polygon = shape(geometry)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        record.error("geometry.coordinates", f"do not make a polygon ({str(error)[:120]}).")
        return None
    if polygon.is_empty:
        record.error("geometry.coordinates", "are empty.")
        return None
    west, south, east, north = polygon.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        record.error("geometry.coordinates", "are not degrees of longitude and latitude.")
        return None
    if not polygon.is_valid:
        record.warn("geometry.coordinates", f"cross each other ({shapely.is_valid_reason(polygon)}).")
    return west, south, east, north
