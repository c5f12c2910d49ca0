"""`manage.py lay_roles`: the roles staff can be given."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pmcsite.roles.laying import lay_roles


class Command(BaseCommand):
    """Creates the roles that are missing; `migrate` does the same."""

    help = "Create the staff roles and the review workflow where they are missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to fill existing roles too."""
        parser.add_argument(
            "--again",
            action="store_true",
            help="give existing roles the permissions they lack (after an upgrade); nothing is taken away",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Lay them and say which were filled."""
        filled = lay_roles(again=options["again"])
        self.stdout.write(f"Filled: {', '.join(filled)}" if filled else "Every role is there.")
