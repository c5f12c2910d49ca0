"""`manage.py demo_sign_ins`: how to sign in to the demo, as staff and as a member."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from members.demo import demo_sign_ins


class Command(BaseCommand):
    """Prints the demo's two sign-ins."""

    help = "Print how to sign in to the demo. Only with DEVELOPMENT=1."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Print one block for each person."""
        if not settings.DEVELOPMENT:
            raise CommandError("There are no demo sign-ins without DEVELOPMENT=1.")
        for sign_in in demo_sign_ins():
            self.stdout.write(f"\n  Sign in as {sign_in.role}: {sign_in.email} ({sign_in.name})")
            self.stdout.write("    A code comes by mail: read it among the caught mail.")
            if sign_in.totp_secret:
                self.stdout.write(
                    f"    Second factor: add the secret {sign_in.totp_secret} to an authenticator app "
                    f"(this half minute's code: {sign_in.current_code()})"
                )
