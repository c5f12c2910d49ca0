"""`manage.py build_demo`: every room's demo content, in the order in which it builds on the other."""

import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pmcsite.demo.next_steps import lead_from_lessons_to_action
from pmcsite.demo.page_order import order_main_pages

ROOMS = (
    "members",
    "content",
    "advocacy.legislators",
    "education",
    "advocacy.campaigns",
    "advocacy.outreach",
    "newsletters",
)


class Command(BaseCommand):
    """Calls each room's `demo.build_demo`, then joins and orders their pages; a second run changes nothing."""

    help = "Build the demo's people, pages, campaigns, lessons and newsletters. Only with DEVELOPMENT=1."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to leave rooms out."""
        parser.add_argument(
            "--skip", nargs="*", default=[], metavar="ROOM", help="rooms whose content is there already"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Build room after room, and say which one takes how long."""
        if not settings.DEVELOPMENT:
            raise CommandError("The demo's people and pages are made up: they are built only with DEVELOPMENT=1.")
        for room in ROOMS:
            if room in options["skip"] or find_spec(f"{room}.demo") is None:
                continue
            began = time.monotonic()
            import_module(f"{room}.demo").build_demo()
            self.stdout.write(f"  {room}: {time.monotonic() - began:.1f} s")
            self.stdout.flush()
        lead_from_lessons_to_action()
        order_main_pages()
