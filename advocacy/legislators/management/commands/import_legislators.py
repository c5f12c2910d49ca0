"""`manage.py import_legislators`: members of Congress, state legislators, committees and offices."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from advocacy.legislators.importing.legislators import CONGRESS_ADDRESS, OPENSTATES_ADDRESS, import_legislators
from advocacy.legislators.importing.problems import ImportRefusedError
from advocacy.legislators.importing.runs import Order
from advocacy.legislators.importing.summary import summary_lines

_HELP = f"""Import legislators from their publishers' files.

Each SOURCE is a folder, a zip file or an https address in one of two layouts, told apart by their files:
  congress-legislators  legislators-current.yaml, legislators-district-offices.yaml, legislators-social-media.yaml,
                        committees-current.yaml, committee-membership-current.yaml
                        {CONGRESS_ADDRESS}
  openstates/people     data/<state>/legislature/*.yml, data/<state>/committees/*.yml
                        {OPENSTATES_ADDRESS}
Without a SOURCE, the folder named by PUBLIC_DATA is searched for both.

All files are checked before anything is written, and each source is written in one transaction: a truncated
file, a wrong type, a duplicate identifier or a missing state changes nothing. What the files no longer list is
ended, not deleted. Importing the same files again changes nothing."""


class Command(BaseCommand):
    """Imports legislators and prints what was added, changed, ended and unchanged."""

    help = _HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command line."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("sources", nargs="*", metavar="SOURCE", help="a folder, a zip file or an https address")
        parser.add_argument(
            "--allow-ending",
            action="store_true",
            help="go on although more than a fifth of what is known would end",
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Import each source in turn; stop at the first that is refused."""
        sources: list[str] = options["sources"] or ([settings.PUBLIC_DATA] if settings.PUBLIC_DATA else [])
        if not sources:
            raise CommandError("Give a folder, a zip file or an https address, or set PUBLIC_DATA. See --help.")
        for source in sources:
            try:
                runs = import_legislators(source, Order(allow_ending=options["allow_ending"]))
            except ImportRefusedError as refusal:
                raise CommandError(str(refusal)) from refusal
            for run in runs:
                self.stdout.write("\n".join(summary_lines(run)))
