"""What the site's knowledge of legislators rests on, and of when it is."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advocacy.legislators.importing.runs import last_success
from advocacy.legislators.models import ImportRun


@dataclass(frozen=True)
class Vintage:
    """One publisher's files as imported last.

    `stated` is the day of the files if their archive tells it, `newest_entry` the newest date in them.
    ZIP areas and outlines have `holds_from` instead, the first day of the Congress they were made for.
    """

    label: str | Promise
    publisher: str
    address: str
    stated: date | None
    newest_entry: date | None
    holds_from: date | None
    imported: date


_PUBLISHERS: dict[str, tuple[str | Promise, str, str]] = {
    ImportRun.Source.CONGRESS: (
        _("Congress"),
        "unitedstates/congress-legislators",
        "https://github.com/unitedstates/congress-legislators",
    ),
    ImportRun.Source.OPENSTATES: (_("State legislatures"), "Open States", "https://github.com/openstates/people"),
    ImportRun.Source.ZIP_AREAS: (
        _("ZIP areas"),
        "OpenSourceActivismTech/us-zipcodes-congress",
        "https://github.com/OpenSourceActivismTech/us-zipcodes-congress",
    ),
    ImportRun.Source.OUTLINES: (
        _("District outlines"),
        "U.S. Census Bureau",
        "https://www.census.gov/geographies/mapping-files/time-series/geo/cartographic-boundary.html",
    ),
}


def vintages(*sources: str) -> list[Vintage]:
    """Return what was imported last from each of the sources, leaving out those never imported."""
    found = []
    for source in sources:
        run = last_success(source)
        if run is not None:
            label, publisher, address = _PUBLISHERS[source]
            imported = timezone.localdate(run.started_at)
            is_map = source in {ImportRun.Source.ZIP_AREAS, ImportRun.Source.OUTLINES}
            found.append(
                Vintage(
                    label,
                    publisher,
                    address,
                    run.vintage,
                    None if is_map else run.newest_entry,
                    run.newest_entry if is_map else None,
                    imported,
                )
            )
    return found
