"""`manage.py build_fonts`: cut the site's fonts out of the installed packages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pmcsite.face import fonts, stylesheet


class Command(BaseCommand):
    """Writes the subset fonts below `VAR_DIR`; run once after installing and before `collectstatic`."""

    help = "Write the site's fonts (woff2, Latin and extended Latin) below VAR_DIR. Skipped when they are there."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to build again what is there."""
        parser.add_argument("--again", action="store_true", help="Build them even when they are there.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Build, or say that there is nothing to do."""
        if stylesheet.font_rules_path().exists() and not options["again"]:
            self.stdout.write("The fonts are built already.")
            return
        try:
            files = fonts.build(self.stdout.write)
        except FileNotFoundError as error:
            raise CommandError(str(error)) from error
        stylesheet.write_stylesheet()
        self.stdout.write(self.style.SUCCESS(f"{len(files)} font files in {fonts.fonts_folder()}"))
