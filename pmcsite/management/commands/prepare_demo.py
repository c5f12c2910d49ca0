"""`manage.py prepare_demo`: database, fonts, public data and content, as far as they are missing."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from pmcsite.demo.public_data import ImportStamp


class Command(BaseCommand):
    """Brings a database from nothing to the complete demo; quick when it is there already."""

    help = "Prepare everything `make demo` shows. Only with DEVELOPMENT=1."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Do each step and say so."""
        if not settings.DEVELOPMENT:
            raise CommandError("The demo's people have published passwords: it is built only with DEVELOPMENT=1.")
        began = time.monotonic()
        folder = Path(settings.VAR_DIR) / "demo"
        for needed in (folder, Path(settings.STATIC_ROOT), Path(settings.MEDIA_ROOT)):
            needed.mkdir(parents=True, exist_ok=True)
        self.say("Preparing the database")
        call_command("migrate", interactive=False, verbosity=0)
        self.say("Preparing fonts")
        call_command("build_fonts", stdout=self.stdout)
        stamp = ImportStamp(folder / "public-data")
        self.say("Building the demo's content" if stamp.is_current else "Importing public data, building content")
        call_command("build_demo", skip=["advocacy.legislators"] if stamp.is_current else [], stdout=self.stdout)
        stamp.renew()
        self.answer_at(settings.PUBLIC_URL)
        self.say(f"Prepared in {time.monotonic() - began:.0f} s")

    def answer_at(self, public_url: str) -> None:
        """Let the site's own links lead to the address this demo listens on."""
        parts = urlsplit(public_url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        site = Site.objects.get(is_default_site=True)
        if (site.hostname, site.port) != (parts.hostname, port):
            site.hostname, site.port = parts.hostname or "localhost", port
            site.save()

    def say(self, text: str) -> None:
        """Show progress at once, whatever the terminal."""
        self.stdout.write(text)
        self.stdout.flush()
