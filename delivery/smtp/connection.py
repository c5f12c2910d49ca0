"""One open SMTP connection that hands over message after message, pipelined where the server can.

With PIPELINING the final dot of one message and the envelope of the next leave in one write: one round
trip per message (RFC 2920). Exactly one final dot is unanswered at any time. Without it every command
waits for its answer.
"""

import contextlib
import socket
import ssl
import time
from collections import deque
from dataclasses import dataclass
from typing import Final, Protocol

from delivery.smtp.opening import TIME_OUT, Features
from delivery.smtp.replies import ProtocolError, Reply, ReplyReader

_SERVICE_CLOSING: Final = 421
_GO_AHEAD: Final = 354


@dataclass(eq=False)
class Letter:
    """A message on its way over a connection: envelope and finished bytes, each line ended by CRLF."""

    envelope_sender: str
    envelope_recipient: str
    message: bytes


class Dispatcher(Protocol):
    """Who gives a connection its letters and hears what became of them."""

    def next_letter(self, features: Features) -> Letter | None:
        """Give out the next letter, or nothing."""

    def may_hand_over(self, letter: Letter) -> bool:
        """Say, and note, that the final dot may leave now."""

    def answered(self, letter: Letter, reply: Reply, stage: str) -> None:
        """Hear the reply that decided the letter, at stage `MAIL`, `RCPT`, `DATA` or `DOT`."""

    def not_handed_over(self, letter: Letter, why: str) -> None:
        """Hear that the connection ended before the letter's final dot left, for certain."""

    def unanswered(self, letter: Letter, why: str) -> None:
        """Hear that the connection ended between the final dot and its answer."""


class Connection:
    """Drives the dialogue; the owner calls it when the socket can be read or written, or time passed."""

    def __init__(self, connection: socket.socket, features: Features, dispatcher: Dispatcher) -> None:
        self.socket = connection
        self.features = features
        self.closed = False
        self._pipelining = features.pipelining
        self._dispatcher = dispatcher
        self._reader = ReplyReader()
        self._out = b""
        self._commands: deque[tuple[str, bytes]] = deque()
        self._expected: deque[str] = deque()
        self._deadline: float | None = None
        self._enveloped: Letter | None = None
        self._refusal: tuple[Reply, str] | None = None
        self._on_wire: Letter | None = None
        self._bytes_to_dot = 0
        self._needs_reset = False

    @property
    def idle(self) -> bool:
        """Whether the connection could take a letter now."""
        return not self.closed and self._enveloped is None and self._on_wire is None and not self._expected

    @property
    def wants_to_write(self) -> bool:
        """Whether bytes wait for the socket."""
        return bool(self._out)

    def give(self) -> bool:
        """Start with the next letter, if there is one."""
        if not self.idle or not self._take_next():
            return False
        self._flush()
        return True

    def readable(self) -> None:
        """Read what arrived and go on."""
        try:
            while not self.closed:
                data = self.socket.recv(262144)
                if not data:
                    self.abort("The server closed the connection.")
                    return
                for reply in self._reader.feed(data):
                    self._replied(reply)
                if not (isinstance(self.socket, ssl.SSLSocket) and self.socket.pending()):
                    break
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except ProtocolError as error:
            self.abort(str(error))
        except OSError as error:
            self.abort(f"The connection broke: {error.strerror or error}")
        self._flush()

    def writable(self) -> None:
        """Write on."""
        self._flush()

    def check_time(self) -> None:
        """Give up on a server that has not answered in time."""
        if self._deadline is not None and time.monotonic() > self._deadline:
            self.abort(f"The server did not answer within {TIME_OUT:.0f} seconds.")

    def abort(self, why: str) -> None:
        """Drop the connection; each letter on it learns whether its final dot had left."""
        if self.closed:
            return
        self.closed = True
        with contextlib.suppress(OSError):
            self.socket.close()
        enveloped, on_wire = self._enveloped, self._on_wire
        self._enveloped = self._on_wire = None
        if on_wire is not None:
            if self._bytes_to_dot > 0:
                self._dispatcher.not_handed_over(on_wire, why)
            else:
                self._dispatcher.unanswered(on_wire, why)
        if enveloped is not None:
            self._dispatcher.not_handed_over(enveloped, why)

    def quit(self) -> None:
        """Take leave; a letter still without its final dot is given back."""
        if not self.closed and self.idle:
            with contextlib.suppress(OSError):
                self.socket.send(b"QUIT\r\n")
        self.abort("We closed the connection.")

    def _take_next(self) -> bool:
        letter = self._dispatcher.next_letter(self.features)
        if letter is None or self.closed:
            if letter is not None:
                self._dispatcher.not_handed_over(letter, "The connection was closed.")
            return False
        self._enveloped = letter
        self._refusal = None
        sender, recipient = letter.envelope_sender, letter.envelope_recipient
        parameters = "" if sender.isascii() and recipient.isascii() else " SMTPUTF8 BODY=8BITMIME"
        commands = [
            ("MAIL", f"MAIL FROM:<{sender}>{parameters}\r\n".encode()),
            ("RCPT", f"RCPT TO:<{recipient}>\r\n".encode()),
            ("DATA", b"DATA\r\n"),
        ]
        if self._needs_reset:
            commands.insert(0, ("RSET", b"RSET\r\n"))
            self._needs_reset = False
        self._commands.extend(commands)
        self._pump()
        return True

    def _pump(self) -> None:
        """Queue the commands that may leave now: all of them, or one when the server wants it so."""
        if self.closed:
            return
        if not self._commands:
            return
        if self._pipelining:
            stages, lines = zip(*self._commands, strict=True)
            self._commands.clear()
            self._expect(*stages)
            self._out += b"".join(lines)
        elif not self._expected:
            stage, line = self._commands.popleft()
            self._expect(stage)
            self._out += line

    def _expect(self, *stages: str) -> None:
        if not self._expected:
            self._deadline = time.monotonic() + TIME_OUT
        self._expected.extend(stages)

    def _flush(self) -> None:
        if not self._out or self.closed:
            return
        try:
            sent = self.socket.send(self._out)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError as error:
            self.abort(f"The connection broke: {error.strerror or error}")
            return
        self._out = self._out[sent:]
        self._bytes_to_dot = max(0, self._bytes_to_dot - sent)

    def _replied(self, reply: Reply) -> None:
        if self.closed:
            return
        if not self._expected:
            self.abort(f"The server said, without being asked: {reply}")
            return
        stage = self._expected.popleft()
        self._deadline = time.monotonic() + TIME_OUT if self._expected else None
        self._decide(stage, reply)
        if reply.code == _SERVICE_CLOSING:
            self.abort(f"The server is closing: {reply}")
        self._pump()
        if self.idle:
            self._take_next()

    def _decide(self, stage: str, reply: Reply) -> None:
        if stage == "DOT":
            self._dot_answered(reply)
        elif stage in {"MAIL", "RCPT"}:
            if not reply.positive and self._refusal is None:
                self._refusal = (reply, stage)
                self._drop_commands()
        elif stage == "DATA":
            self._data_answered(reply)
        elif stage == "RSET" and not reply.positive:
            self.abort(f"The server refused to start over: {reply}")

    def _drop_commands(self) -> None:
        """Without pipelining, a refused MAIL or RCPT ends the envelope before DATA was asked."""
        if self._commands and self._enveloped is not None:
            self._commands.clear()
            self._refused()

    def _refused(self) -> None:
        letter, refusal = self._enveloped, self._refusal
        self._enveloped = None
        self._needs_reset = True
        if letter is not None and refusal is not None:
            self._dispatcher.answered(letter, *refusal)

    def _data_answered(self, reply: Reply) -> None:
        letter = self._enveloped
        if letter is None:
            self.abort("The server answered DATA for nothing.")
        elif self._refusal is not None:
            self._refused()
            if reply.code == _GO_AHEAD:
                self._expect("EMPTY")
                self._out += b".\r\n"
        elif reply.code != _GO_AHEAD:
            self._refusal = (reply, "DATA")
            self._refused()
        elif not self._dispatcher.may_hand_over(letter):
            self._enveloped = None
            self.abort("The message was stopped before its end.")
        else:
            self._enveloped = None
            self._on_wire = letter
            self._expect("DOT")
            self._out += letter.message + b".\r\n"
            self._bytes_to_dot = len(self._out)
            if self._pipelining:
                self._take_next()

    def _dot_answered(self, reply: Reply) -> None:
        letter = self._on_wire
        self._on_wire = None
        if letter is not None:
            self._dispatcher.answered(letter, reply, "DOT")
