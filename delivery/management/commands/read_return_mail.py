"""Record what came back about our mail: the return mailbox once, or one message from standard input."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from delivery.inbound.mailboxes import MailboxError
from delivery.inbound.message import READ_BYTES
from delivery.inbound.reading import Summary, read_return_mailbox, take_message


class Command(BaseCommand):
    """Reads `RETURN_MAILBOX`, or a message that a mail server pipes in (`--stdin`, for Postfix's `pipe`)."""

    help = "Record bounces, complaints and unsubscriptions that came back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let a message be piped in."""
        parser.add_argument("--stdin", action="store_true", help="read one message from standard input")

    def handle(self, *_args: Any, stdin: bool, **_options: Any) -> None:
        """Read, and say what was found. A piped message that is not recognised ends with an error: the server keeps it."""
        summary = Summary()
        if stdin:
            head = sys.stdin.buffer.read(READ_BYTES)
            while sys.stdin.buffer.read(1024 * 1024):
                pass
            if not take_message(head, summary):
                raise CommandError(_("The message is no bounce, complaint or unsubscription."))
        else:
            try:
                summary = read_return_mailbox()
            except MailboxError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(news)d reports recorded; %(unrecognised)d messages put aside.")
            % {"news": summary.news, "unrecognised": summary.unrecognised}
        )
