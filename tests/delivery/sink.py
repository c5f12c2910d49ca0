"""A real SMTP server on loopback that keeps what it is given and misbehaves on request."""

import asyncio
import contextlib
import re
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.MULTILINE | re.IGNORECASE)
RECIPIENT = re.compile(rb"<([^>]*)>")


@dataclass(frozen=True)
class Say:
    """Answer with this instead of the usual reply; the rest goes on as the code says."""

    reply: bytes


@dataclass(frozen=True)
class Drop:
    """Close the connection; at the final dot, before or after storing the message."""

    after_storing: bool = False


@dataclass(frozen=True)
class Hang:
    """Answer nothing more on this connection."""


@dataclass(frozen=True)
class Wait:
    """Answer as usual, but so many seconds later."""

    seconds: float


Action = Say | Drop | Hang | Wait | None
Script = Callable[[str, "Session"], Action]


@dataclass(frozen=True)
class Stored:
    """One accepted message."""

    envelope_sender: str
    recipient: str
    content: bytes
    message_id: str
    connection: int


@dataclass
class Sink:
    """What the sink was told to do and what it got; read it from any thread."""

    script: Script = lambda _stage, _session: None
    pipelining: bool = True
    international: bool = True
    credentials: tuple[str, str] | None = None
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    keep_content: bool = True
    port: int = 0
    stored: list[Stored] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    largest_group: int = 0

    def copies(self) -> Counter[str]:
        """How often each Message-ID was stored."""
        return Counter(message.message_id for message in self.stored)

    def recipients(self) -> Counter[str]:
        """How often each recipient was stored."""
        return Counter(message.recipient for message in self.stored)


class Session(asyncio.Protocol):
    """One connection: commands are answered in order, whether they come one by one or in groups."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.number = 0
        self.sender = b""
        self.recipient = b""
        self.messages = 0
        self.content = b""
        self._buffer = b""
        self._in_data = False
        self._hanging = False
        self._paused = False
        self._answers: list[str] = []
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        if self.number:
            return
        self.sink.connections += 1
        self.number = self.sink.connections
        self._reply("connect", b"220 sink.test ready")

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._paused:
            self._go_on()

    def _go_on(self) -> None:
        group = 0
        while not self._hanging and not self._paused and self._transport is not None:
            if self._in_data:
                if self._buffer.startswith(b".\r\n"):
                    end, skip = 0, 3
                else:
                    end = self._buffer.find(b"\r\n.\r\n")
                    if end < 0:
                        return
                    end, skip = end + 2, 3
                self.content, self._buffer = self._buffer[:end], self._buffer[end + skip :]
                self._in_data = False
                self._dot()
                group = 0
                continue
            line, newline, rest = self._buffer.partition(b"\r\n")
            if not newline:
                return
            self._buffer = rest
            group += 1
            self.sink.largest_group = max(self.sink.largest_group, group)
            self._command(line)

    def _command(self, line: bytes) -> None:
        if self._answers:
            self._answers.pop(0)
            self._reply("AUTH", b"334 " if self._answers else b"235 2.7.0 welcome")
            return
        verb = line.split(b" ")[0].split(b":")[0].upper().decode("ascii", "replace")
        self.sink.commands.append(verb)
        if verb == "EHLO":
            self._reply("EHLO", self._features())
        elif verb == "AUTH":
            self._authenticate(line)
        elif verb == "STARTTLS" and self.sink.tls:
            self._reply("STARTTLS", b"220 go ahead")
            self._start_tls()
        elif verb == "MAIL":
            self.sender = RECIPIENT.search(line).group(1)
            self._reply("MAIL", b"250 2.1.0 ok")
        elif verb == "RCPT":
            self.recipient = RECIPIENT.search(line).group(1)
            if not self._reply("RCPT", b"250 2.1.5 ok"):
                self.recipient = b""
        elif verb == "DATA":
            if not self.recipient:
                self._reply("DATA", b"503 5.5.1 no valid recipients")
            elif self._reply("DATA", b"354 go ahead"):
                self._in_data = True
        elif verb == "RSET":
            self.sender = self.recipient = b""
            self._reply("RSET", b"250 2.0.0 ok")
        elif verb == "QUIT":
            self._transport.write(b"221 2.0.0 bye\r\n")
            self._transport.close()
        else:
            self._reply(verb, b"500 5.5.2 unknown command")

    def _features(self) -> bytes:
        lines = ["sink.test", "8BITMIME", "ENHANCEDSTATUSCODES"]
        lines += ["PIPELINING"] if self.sink.pipelining else []
        lines += ["SMTPUTF8"] if self.sink.international else []
        lines += ["AUTH PLAIN LOGIN"] if self.sink.credentials else []
        lines += ["STARTTLS"] if self.sink.tls and not self.sink.implicit_tls else []
        last = len(lines) - 1
        return b"\r\n".join(f"250{' ' if at == last else '-'}{line}".encode() for at, line in enumerate(lines))

    def _authenticate(self, line: bytes) -> None:
        import base64

        user, password = self.sink.credentials or ("", "")
        expected = base64.b64encode(f"\0{user}\0{password}".encode())
        if line.split(b" ")[1:] == [b"PLAIN", expected]:
            self._reply("AUTH", b"235 2.7.0 welcome")
        else:
            self._reply("AUTH", b"535 5.7.8 wrong user or password")

    def _start_tls(self) -> None:
        loop = asyncio.get_running_loop()
        self._paused = True

        async def upgrade() -> None:
            self._transport = await loop.start_tls(self._transport, self, self.sink.tls, server_side=True)
            self._paused = False

        self._upgrade = loop.create_task(upgrade())

    def _dot(self) -> None:
        action = self.sink.script("DOT", self)
        if isinstance(action, Drop):
            if action.after_storing:
                self._store()
            self._transport.abort()
        elif isinstance(action, Hang):
            self._hanging = True
        elif isinstance(action, Say):
            if action.reply.startswith(b"2"):
                self._store()
            self._transport.write(action.reply + b"\r\n")
        elif isinstance(action, Wait):
            self._later(action.seconds, self._accept)
        else:
            self._accept()
        self.messages += 1
        self.recipient = b""

    def _accept(self) -> None:
        self._store()
        if self._transport is not None:
            self._transport.write(b"250 2.0.0 ok: queued\r\n")

    def _store(self) -> None:
        found = MESSAGE_ID.search(self.content[:4096])
        self.sink.stored.append(
            Stored(
                self.sender.decode(),
                (self.recipient or b"").decode(),
                self.content if self.sink.keep_content else b"",
                found.group(1).decode() if found else "",
                self.number,
            )
        )

    def _later(self, seconds: float, then: Callable[[], None]) -> None:
        self._paused = True
        recipient = self.recipient

        def resume() -> None:
            self._paused = False
            self.recipient = recipient
            then()
            self.recipient = b""
            self._go_on()

        asyncio.get_running_loop().call_later(seconds, resume)

    def _reply(self, stage: str, usual: bytes) -> bool:
        """Answer as the script wants; return whether the usual course goes on."""
        action = self.sink.script(stage, self)
        if isinstance(action, Drop):
            self._transport.abort()
            return False
        if isinstance(action, Hang):
            self._hanging = True
            return False
        reply = action.reply if isinstance(action, Say) else usual
        if isinstance(action, Wait):
            self._later(action.seconds, lambda: self._transport and self._transport.write(reply + b"\r\n"))
            return True
        self._transport.write(reply + b"\r\n")
        return reply[:1] == usual[:1]


@contextlib.contextmanager
def running_sink(**options: object) -> Iterator[Sink]:
    """Run a sink in a thread of its own for the length of a `with` block."""
    sink = Sink(**options)
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    servers: list[asyncio.Server] = []

    async def serve() -> None:
        context = sink.tls if sink.implicit_tls else None
        server = await loop.create_server(lambda: Session(sink), "127.0.0.1", sink.port, ssl=context)
        servers.append(server)
        sink.port = server.sockets[0].getsockname()[1]
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_forever()
        servers[0].close()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=run, name="smtp-sink", daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
