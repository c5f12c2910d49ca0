"""`manage.py import_districts`: ZIP areas and outlines of the districts of the U.S. House."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from advocacy.legislators.importing.districts import ZIP_ADDRESS, import_districts
from advocacy.legislators.importing.problems import ImportRefusedError
from advocacy.legislators.importing.runs import Order
from advocacy.legislators.importing.summary import summary_lines

_HELP = f"""Import where the districts of the U.S. House are.

SOURCE is a folder, a zip file or an https address with any of these files:
  zccd.csv                             which ZIP areas lie in which districts
                                       {ZIP_ADDRESS}
  congressional_districts.geojson      outlines with the Census Bureau's properties (GEOID, CD119FP, ...)
  congressional_districts_hex.geojson  the same districts as hexagons of equal size
Without a SOURCE, the folder `districts` in the one named by PUBLIC_DATA is taken.

The ZIP table does not say for which Congress it holds: give --congress, unless the outlines beside it say it.
Files of a Congress to come hold from its first day; look-ups before that day use those known now."""


class Command(BaseCommand):
    """Imports ZIP areas and outlines and prints what was added, changed, ended and unchanged."""

    help = _HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("source", nargs="?", metavar="SOURCE", help="a folder, a file, a zip or an https address")
        parser.add_argument(
            "--congress", type=int, metavar="NUMBER", help="the Congress the files are for, such as 119"
        )
        parser.add_argument(
            "--allow-ending",
            action="store_true",
            help="go on although more than a fifth of what is known would end",
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Import the files."""
        source = options["source"] or (settings.PUBLIC_DATA and str(Path(settings.PUBLIC_DATA) / "districts"))
        if not source:
            raise CommandError("Give a folder, a file, a zip or an https address, or set PUBLIC_DATA. See --help.")
        if options["congress"] is not None and not 100 <= options["congress"] <= 200:
            raise CommandError("--congress must be the number of a Congress, such as 119.")
        try:
            runs = import_districts(source, Order(allow_ending=options["allow_ending"]), congress=options["congress"])
        except ImportRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        for run in runs:
            self.stdout.write("\n".join(summary_lines(run)))
