"""Send what is due from this process, for hosts without Celery and for measuring."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _

from delivery.sending.sender import RUN_SECONDS, send_due


class Command(BaseCommand):
    """Runs the same sender as the Celery queue `delivery`, in the foreground, until interrupted."""

    help = "Send due deliveries from this process, as the workers of the queue `delivery` do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let it end when nothing is due, and set the number of connections."""
        parser.add_argument("--until-idle", action="store_true", help="end once nothing is due")
        parser.add_argument("--connections", type=int, default=None, help="connections to the mail server")

    def handle(self, *_args: Any, until_idle: bool, connections: int | None, **_options: Any) -> None:
        """Send run after run; between two runs with nothing to do, wait a second."""
        total = 0
        try:
            while True:
                summary = send_due(seconds=RUN_SECONDS, connections=connections)
                total += summary.handed_over
                if summary.handed_over:
                    continue
                if until_idle:
                    break
                connection.close()
                time.sleep(1)
        except KeyboardInterrupt:
            pass
        self.stdout.write(_("%(total)s messages handed over.") % {"total": total})
