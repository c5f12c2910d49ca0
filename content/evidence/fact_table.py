"""A fact's versions as a CSV file."""

import csv
import io

from django.conf import settings
from django.utils import timezone

from content.evidence.presentation import FactPresentation, plain_number

COLUMNS = (
    "version",
    "current",
    "statement",
    "value",
    "unit",
    "qualifier",
    "population",
    "period",
    "as_of",
    "source",
    "source_url",
    "reason",
    "written_on",
    "permalink",
)


def as_csv(shown: FactPresentation) -> str:
    """One row per version, the newest first, in the words it was written in.

    Texts that a spreadsheet would run as a formula are given an apostrophe in front (OWASP, CSV injection).
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for version in shown.history:
        source = version.source
        texts = (
            version.statement,
            plain_number(version.value) or "",
            version.unit,
            version.qualifier,
            version.population,
            version.period,
            version.as_of.isoformat() if version.as_of else "",
            source.title if source else "",
            source.url if source else "",
            version.reason,
            timezone.localdate(version.created_at).isoformat(),
            settings.PUBLIC_URL + version.get_absolute_url(),
        )
        is_current = "yes" if version.pk == shown.current_version else "no"
        number_column = COLUMNS.index("value") - 2
        row = [text if place == number_column else _harmless(text) for place, text in enumerate(texts)]
        writer.writerow([version.number, is_current, *row])
    return file.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
