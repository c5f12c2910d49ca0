"""Open a connection to an SMTP server: greet, encrypt, sign in. Blocking, and never for long."""

import base64
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Final

from delivery.smtp.replies import ProtocolError, Reply, ReplyReader
from delivery.smtp.server import Server, permitted_addresses, tls_context

TIME_OUT: Final = 10.0


class OpeningError(Exception):
    """No usable connection; the words say why, for staff."""


@dataclass(frozen=True)
class Features:
    """What the server said it can do (EHLO), by keyword in capitals."""

    keywords: dict[str, str] = field(default_factory=dict)

    @property
    def pipelining(self) -> bool:
        """Whether commands may be sent in groups (RFC 2920)."""
        return "PIPELINING" in self.keywords

    @property
    def international(self) -> bool:
        """Whether addresses may be other than ASCII (RFC 6531)."""
        return "SMTPUTF8" in self.keywords


class _Dialogue:
    """One question and one answer at a time, all of them before one deadline."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self.connection = connection
        self._deadline = deadline
        self._reader = ReplyReader()

    def limit(self) -> None:
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError
        self.connection.settimeout(remaining)

    def read(self) -> Reply:
        while True:
            self.limit()
            data = self.connection.recv(65536)
            if not data:
                raise OpeningError("The server closed the connection.")
            replies = self._reader.feed(data)
            if len(replies) > 1:
                raise OpeningError("The server sent more replies than it was asked for.")
            if replies:
                return replies[0]

    def ask(self, command: str) -> Reply:
        self.limit()
        self.connection.sendall(command.encode("ascii") + b"\r\n")
        return self.read()

    def expect(self, command: str, code: int) -> Reply:
        reply = self.ask(command)
        if reply.code != code:
            raise OpeningError(f"{command.split(' ', maxsplit=1)[0]}: {reply}")
        return reply


def open_connection(server: Server, *, local_name: str, time_out: float = TIME_OUT) -> tuple[socket.socket, Features]:
    """Return a socket that is ready for MAIL, and what the server can do.

    Everything together takes at most `time_out` seconds. Raises `OpeningError` with words for staff, and
    `OutboundRefusedError` when the sandbox forbids the server.
    """
    deadline = time.monotonic() + time_out
    connection: socket.socket | None = None
    try:
        connection = _connect(server, deadline)
        dialogue = _Dialogue(connection, deadline)
        if server.security == "tls":
            connection = dialogue.connection = _encrypted(dialogue, server)
        _greeted(dialogue)
        features = _hello(dialogue, local_name)
        if server.security == "starttls":
            _ask_for_tls(dialogue, features)
            connection = dialogue.connection = _encrypted(dialogue, server)
            features = _hello(dialogue, local_name)
        if server.user:
            _sign_in(dialogue, server, features)
    except OpeningError:
        _close(connection)
        raise
    except TimeoutError as error:
        _close(connection)
        raise OpeningError(f"{server.host} did not answer within {time_out:.0f} seconds.") from error
    except (OSError, ProtocolError, UnicodeError) as error:
        _close(connection)
        raise OpeningError(f"{server.host}: {error}") from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.settimeout(0)
    return connection, features


def _connect(server: Server, deadline: float) -> socket.socket:
    last: OSError | None = None
    for address in permitted_addresses(server):
        try:
            return socket.create_connection((address, server.port), timeout=max(deadline - time.monotonic(), 0.01))
        except OSError as error:
            last = error
    raise last or OSError("the name has no address")


def _encrypted(dialogue: _Dialogue, server: Server) -> ssl.SSLSocket:
    dialogue.limit()
    return tls_context().wrap_socket(dialogue.connection, server_hostname=server.host)


def _greeted(dialogue: _Dialogue) -> None:
    greeting = dialogue.read()
    if greeting.code != 220:
        raise OpeningError(f"Greeting: {greeting}")


def _ask_for_tls(dialogue: _Dialogue, features: Features) -> None:
    if "STARTTLS" not in features.keywords:
        raise OpeningError("The server offers no STARTTLS.")
    dialogue.expect("STARTTLS", 220)


def _hello(dialogue: _Dialogue, local_name: str) -> Features:
    dialogue.limit()
    dialogue.connection.sendall(f"EHLO {local_name}\r\n".encode("ascii"))
    lines = _read_lines(dialogue)
    if lines[0].startswith(("5", "4")):
        dialogue.expect(f"HELO {local_name}", 250)
        return Features()
    keywords = {}
    for line in lines[1:]:
        keyword, _, parameters = line[4:].partition(" ")
        keywords[keyword.upper()] = parameters
    return Features(keywords)


def _read_lines(dialogue: _Dialogue) -> list[str]:
    """EHLO is the one reply whose lines matter one by one."""
    data = b""
    while True:
        dialogue.limit()
        received = dialogue.connection.recv(65536)
        if not received:
            raise OpeningError("The server closed the connection.")
        data += received
        if len(data) > 65536:
            raise OpeningError("The server's list of features has no end.")
        lines = data.decode("ascii", "replace").split("\n")
        if lines[-1] == "" and len(lines) > 1 and lines[-2][3:4] != "-":
            lines = [line.rstrip("\r") for line in lines[:-1]]
            if not all(line[:3].isdecimal() for line in lines):
                raise OpeningError("The server's list of features is not SMTP.")
            return lines


def _sign_in(dialogue: _Dialogue, server: Server, features: Features) -> None:
    mechanisms = features.keywords.get("AUTH", "").upper().split()
    if "PLAIN" in mechanisms:
        secret = base64.b64encode(f"\0{server.user}\0{server.password}".encode()).decode("ascii")
        reply = dialogue.ask(f"AUTH PLAIN {secret}")
    elif "LOGIN" in mechanisms:
        dialogue.expect("AUTH LOGIN", 334)
        dialogue.expect(base64.b64encode(server.user.encode()).decode("ascii"), 334)
        reply = dialogue.ask(base64.b64encode(server.password.encode()).decode("ascii"))
    else:
        raise OpeningError("The server offers no way to sign in that we know (PLAIN, LOGIN).")
    if reply.code != 235:
        raise OpeningError(f"Signing in: {reply}")


def _close(connection: socket.socket | None) -> None:
    if connection is not None:
        connection.close()
