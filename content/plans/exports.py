"""A plan, as it stands or as it was frozen, as files: JSON, CSV, PDF."""

import csv
import io
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.text import slugify

from content.charts.content import FORMULA_STARTS
from content.plans.frozen import Content, walk

COLUMNS = (
    "number",
    "level",
    "title",
    "text",
    "owner",
    "status",
    "unit",
    "direction",
    "baseline_value",
    "baseline_day",
    "target_value",
    "target_day",
    "latest_value",
    "latest_day",
    "note",
    "key",
    "key_above",
)


def json_file(content: Content) -> JsonResponse:
    """The plan as JSON, readable by programs of other sites."""
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def csv_file(content: Content, name: str) -> HttpResponse:
    """The plan as CSV, to be saved under a name."""
    return HttpResponse(
        as_csv(content),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Access-Control-Allow-Origin": "*"},
    )


def pdf_file(content: bytes, title: str) -> HttpResponse:
    """A PDF to be shown in the browser, named after the plan."""
    name = f"{slugify(title)[:80] or 'plan'}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def as_csv(content: Content) -> str:
    """One row per pillar, goal, objective and metric, in reading order; figures and days as in JSON (RFC 4180).

    Words that a spreadsheet would take for a formula get an apostrophe before them.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for part, above in walk(content):
        row = {**part, "text": plain_text(part.get("text", [])), "key_above": above}
        writer.writerow([_cell(name, row.get(name)) for name in COLUMNS])
    return file.getvalue()


def plain_text(nodes: list[dict[str, Any]]) -> str:
    """Paragraphs with runs as plain text, one line per paragraph."""
    return "\n".join("".join(run["text"] for run in node["runs"]) for node in nodes)


def _cell(name: str, value: Any) -> str:
    text = "" if value is None else str(value)
    is_figure = name.endswith("_value")
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not is_figure else text
