"""`python -m pmcsite.mail_catcher`: listen for mail on the loopback interface and keep it."""

import argparse
import asyncio
import signal
import socket
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from pmcsite.mail_catcher.store import KEEP, MailFolder

SIZE_LIMIT_BYTES = 40 * 1024 * 1024


class Keeper:
    """Accepts every message for every address."""

    def __init__(self, folder: MailFolder) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's interface
        """Keep the message before saying so."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 5.6.0 Unreadable message"
        self.folder.keep_message(content, envelope.mail_from or "", envelope.rcpt_tos)
        return "250 2.0.0 Kept; nothing leaves this machine"


async def listen(folder: MailFolder, listening: socket.socket) -> None:
    """Serve on a bound socket until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    keeper = Keeper(folder)
    server = await loop.create_server(
        lambda: SMTP(
            keeper,
            hostname="mail-catcher.localhost",
            ident="mail catcher",
            enable_SMTPUTF8=True,
            data_size_limit=SIZE_LIMIT_BYTES,
            timeout=300,
        ),
        sock=listening,
        backlog=256,
    )
    async with server:
        await end.wait()


def main() -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m pmcsite.mail_catcher", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1025)
    parser.add_argument("--socket", type=int, help="the descriptor of an inherited listening socket, instead of --port")
    parser.add_argument("--folder", type=Path, default=Path("var/mail"))
    parser.add_argument("--keep", type=int, default=KEEP, help="how many of the newest messages to keep")
    arguments = parser.parse_args()
    try:
        listening = (
            socket.create_server((arguments.host, arguments.port))
            if arguments.socket is None
            else socket.socket(fileno=arguments.socket)
        )
    except OSError as error:
        sys.stderr.write(f"The mail catcher cannot listen on {arguments.host}:{arguments.port}: {error}\n")
        return 1
    asyncio.run(listen(MailFolder(arguments.folder, arguments.keep), listening))
    return 0


if __name__ == "__main__":
    sys.exit(main())
