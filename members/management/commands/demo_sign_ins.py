"""`manage.py demo_sign_ins`: how to sign in to the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from members.demo import demo_sign_ins


class Command(BaseCommand):
    """Print the demo's addresses and, for staff, the authenticator's secret and its code of this moment."""

    help = "Print how to sign in to the demo: addresses and the staff member's second factor."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print one paragraph per person; refuse in production, where no demo belongs."""
        if not settings.DEVELOPMENT:
            raise CommandError("The demo's sign-ins exist in development only (DEVELOPMENT=1).")
        sign_ins = demo_sign_ins()
        if not sign_ins:
            raise CommandError("There is no demo yet: run manage.py build_demo first.")
        for person in sign_ins:
            self.stdout.write(f"{person.role}: {person.email} ({person.name}); the sign-in code comes by mail")
            if person.totp_secret:
                self.stdout.write(f"  authenticator secret {person.totp_secret}, code now {person.current_code()}")
