"""`manage.py import_fictional_legislature`: a made-up state for trying the site without public data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advocacy.legislators.importing.fictional import import_fictional_legislature
from advocacy.legislators.importing.problems import ImportRefusedError
from advocacy.legislators.importing.summary import summary_lines


class Command(BaseCommand):
    """Imports the State of Example."""

    help = (
        "Import the State of Example: a fictional state with a fictional legislature, for trying the site where no "
        "public data can be had. Its ZIP codes are 00001, 00002 and 00003; its addresses lead nowhere."
    )

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Import it and say that it is fictional."""
        try:
            run = import_fictional_legislature()
        except ImportRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("\n".join(summary_lines(run)))
        self.stdout.write("The State of Example and everyone in it are fictional. Try the ZIP codes 00001 to 00003.")
