"""`manage.py import_facts <csv>`: facts and their sources from a file into the registry."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.evidence.import_writing import write_facts
from content.evidence.imports import FactFileError, read_fact_file


class Command(BaseCommand):
    """Checks the whole file, then writes it in one transaction; a second run changes nothing."""

    help = (
        "Import facts and their sources from a CSV file with the columns slug, statement, value, unit, population, "
        "period, source, source_kind and note. The whole file is checked first; a mistake is named by line and field "
        "and nothing is written. A changed row becomes a new version of its fact."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command's options."""
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--retrieved", type=date.fromisoformat, help="when the figures were gathered (YYYY-MM-DD)")
        parser.add_argument("--review-after", type=int, default=365, help="days until a new fact is to be reviewed")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Import the file and print what changed."""
        path: Path = options["file"]
        try:
            rows = read_fact_file(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except FactFileError as error:
            raise CommandError(f"{path.name}: {error}") from error
        summary = write_facts(
            rows,
            file_name=path.name,
            retrieved_on=options["retrieved"] or timezone.localdate(),
            review_after_days=options["review_after"],
        )
        for line in summary.lines():
            self.stdout.write(line)
