"""`manage.py demo_sign_ins`: how to sign in to the demo, as staff and as a member."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Prints the demo's two sign-ins."""

    help = "Print how to sign in to the demo. Only with DEVELOPMENT=1."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Print one block for each person."""
        if not settings.DEVELOPMENT:
            raise CommandError("There are no demo sign-ins without DEVELOPMENT=1.")
        for sign_in in import_module("members.demo").sign_ins():
            self.stdout.write(f"\n  {sign_in}")
