"""`manage.py collect_messages`: new words of the program into the translators' files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pmcsite.catalogues import add_missing, compile_catalogues

ROOMS = ("pmcsite", "advocacy", "education", "newsletters", "content", "members", "delivery")


class Command(BaseCommand):
    """Adds what is new in each room's source to `pmcsite/locale/<language>/<room>.po`, and compiles all of them."""

    help = "Collect the program's own words for translation, without GNU gettext, and compile what is translated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command's options."""
        parser.add_argument("rooms", nargs="*", help=f"the rooms to collect; all of them if none is named: {ROOMS}")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Collect, compile and say what was found."""
        for room in options["rooms"] or ROOMS:
            for code, _name in settings.LANGUAGES:
                if code != settings.LANGUAGE_CODE:
                    count = add_missing(room, Path(settings.BASE_DIR) / room, code)
                    self.stdout.write(f"{room}, {code}: {count} new")
        for path in compile_catalogues():
            self.stdout.write(f"compiled {path}")
