"""Hand over single messages one after the other, for transactional mail."""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from delivery.cleaning import clean_header_value
from delivery.smtp.replies import Reply
from delivery.smtp.server import Server, permitted_addresses, tls_context

TIME_OUT = 10
_LOCAL_NAME = "localhost"


@dataclass(frozen=True)
class Handover:
    """What the server said: `code` 250 is accepted, 4xx try later, 5xx never; 0 is no connection."""

    code: int
    words: str

    @property
    def accepted(self) -> bool:
        """Whether the server took the message."""
        return 200 <= self.code < 300

    @property
    def permanent(self) -> bool:
        """Whether trying again makes no sense."""
        return self.code >= 500

    @property
    def enhanced_code(self) -> str:
        """The enhanced status code (RFC 3463), when the words begin with one."""
        return Reply(self.code, self.words).enhanced_code


class _GuardedClient(smtplib.SMTP):
    """An SMTP client that connects to the address the guard checked, and checks certificates by name."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(local_hostname=_LOCAL_NAME, timeout=TIME_OUT)
        self.connect(permitted_addresses(server)[0], server.port)
        self._host = server.host

    def _get_socket(self, host: str, port: int, timeout: float) -> object:
        plain = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # a hook of smtplib, missing in typeshed
        if self._server.security == "tls":
            return tls_context().wrap_socket(plain, server_hostname=self._server.host)
        return plain


class SingleSender:
    """One connection, opened when first needed and opened again after it was lost."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: _GuardedClient | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye to the server; a server that is gone already is no error."""
        if self._client is not None:
            try:
                self._client.quit()
            except (smtplib.SMTPException, OSError):
                self._client.close()
            self._client = None

    def send(self, envelope_sender: str, recipients: Sequence[str], message: bytes) -> Handover:
        """Hand one message over and return what the server said; network trouble is code 0, not an exception.

        Raises `OutboundRefusedError` when the sandbox forbids the server.
        """
        try:
            client = self._connected()
            options = ["SMTPUTF8"] if any(not address.isascii() for address in recipients) else []
            refused = client.sendmail(envelope_sender, list(recipients), message, mail_options=options)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            return Handover(code, _words(words))
        except smtplib.SMTPResponseException as error:
            self.close()
            return Handover(error.smtp_code, _words(error.smtp_error))
        except smtplib.SMTPNotSupportedError as error:
            return Handover(553, _words(str(error)))
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Handover(0, _words(f"{type(error).__name__}: {error}"))
        if refused:
            code, words = next(iter(refused.values()))
            return Handover(250, _words(f"{len(refused)} refused: {code} {_words(words)}"))
        return Handover(250, "")

    def _connected(self) -> _GuardedClient:
        if self._client is None:
            client = _GuardedClient(self._server)
            if self._server.security == "starttls":
                client.starttls(context=tls_context())
            if self._server.user:
                client.login(self._server.user, self._server.password)
            self._client = client
        return self._client


def _words(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return clean_header_value(text)[:500]
