"""The demo as a newcomer starts it: its own engines, processes and mail, in a folder of its own."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from pmcsite.engines import ports, private
from pmcsite.mail_catcher.store import MailFolder, header_text
from tests.processes import RunningProcess, wait_until

FIRST_START_SECONDS = 900
MAIL_SECONDS = 120
_OF_THE_TESTS = ("DATABASE_URL", "REDIS_URL", "EMBEDDED", "DEVELOPMENT", "OUTBOUND", "VAR_DIR", "PORT")


class RunningDemo:
    """A started demo: where it is, how staff sign in, and what mail it sent."""

    def __init__(self, process: RunningProcess, address: str, var: Path) -> None:
        self.process = process
        self.address = address
        self.mail = MailFolder(var / "mail")

    @property
    def staff_secret(self) -> str:
        """The authenticator secret that the demo prints for its staff member."""
        found = re.search(r"add the secret (\w+) to an authenticator", self.process.said)
        assert found, f"The demo printed no staff sign-in:\n{self.process.said[-2000:]}"
        return found[1]

    def messages_to(self, recipient: str, subject: str = "") -> list[EmailMessage]:
        """What was caught for a recipient so far, oldest first; `subject` is a regular expression."""
        messages = [
            self.mail.parsed(name) for name in reversed(self.mail.names()) if recipient in self.mail.recipients(name)
        ]
        return [message for message in messages if re.search(subject, header_text(message, "Subject"))]

    def wait_for_message(self, recipient: str, subject: str = "", *, beyond: int = 0) -> EmailMessage:
        """Wait until more than `beyond` such messages were caught; return the newest."""
        wait_until(
            lambda: len(self.messages_to(recipient, subject)) > beyond,
            f"a message to {recipient} about “{subject}”; caught so far: "
            f"{[header_text(self.mail.parsed(name), 'Subject') for name in self.mail.names()[:20]]}",
            seconds=MAIL_SECONDS,
        )
        return self.messages_to(recipient, subject)[-1]


def plain_text(message: EmailMessage) -> str:
    """The plain-text part of a message."""
    part = message.get_body(("plain",))
    assert part is not None, "The message has no plain-text part."
    return str(part.get_content())


def link_in(message: EmailMessage, path: str) -> str:
    """The address in a message's plain text whose path contains `path`."""
    found = re.search(rf"https?://\S*{path}\S*", plain_text(message))
    assert found, f"No link to {path} in:\n{plain_text(message)}"
    return found[0].rstrip(".,)>")


@contextmanager
def running_demo(folder: Path) -> Iterator[RunningDemo]:
    """Start the demo with everything it has in `folder`, yield it once it is up, and end it with all it started."""
    port = ports.choose(8321)
    var = folder / "var"
    environment = {name: value for name, value in os.environ.items() if name not in _OF_THE_TESTS}
    process = RunningProcess(
        [sys.executable, "-m", "pmcsite.demo", "--port", str(port)],
        folder / "demo.log",
        {**environment, "EMBEDDED": "1", "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1"},
    )
    try:
        is_up: Callable[[], bool] = lambda: "Up after" in process.said  # noqa: E731  # a condition by name
        wait_until(
            lambda: is_up() or process.process.poll() is not None, "the demo to come up", seconds=FIRST_START_SECONDS
        )
        assert is_up(), f"The demo ended instead of coming up:\n{process.said[-4000:]}"
        yield RunningDemo(process, f"http://localhost:{port}", var)
    finally:
        process.stop()
        # Under root its servers keep their data elsewhere than in `folder`.
        private.erase(var / "engines")
