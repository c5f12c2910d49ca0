"""Fetching a publisher's file: over HTTPS only, bounded in size and time."""

import ipaddress
import socket
import ssl
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from typing import IO
from urllib.parse import urljoin, urlsplit

from tqdm import tqdm

from advocacy.legislators.importing.problems import ImportRefusedError

MAXIMUM_BYTES = 200 * 1024 * 1024
MAXIMUM_REDIRECTS = 5
_CHUNK = 256 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Limits:
    """How long to wait: `connect` for each step of the network, `total` for the whole file, in seconds."""

    connect: float = 15.0
    total: float = 300.0


def download(url: str, limits: Limits | None = None) -> IO[bytes]:
    """Return a temporary file with what `url` serves, positioned at its start; it vanishes when closed.

    Follows at most five redirects, each to an HTTPS address; refuses addresses inside private networks.
    Raises `ImportRefusedError` when the address is not HTTPS, does not answer in time, answers with an
    error or sends more than 200 MB.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.total
    address = url
    for _redirect in range(MAXIMUM_REDIRECTS + 1):
        try:
            outcome = _fetch(address, limits, deadline)
        except (OSError, HTTPException, ValueError) as error:
            raise ImportRefusedError(f"{address} could not be fetched: {error}. Nothing was changed.") from error
        if not isinstance(outcome, str):
            return outcome
        address = urljoin(address, outcome)
    raise ImportRefusedError(f"{url} redirects more than {MAXIMUM_REDIRECTS} times. Nothing was changed.")


def _fetch(url: str, limits: Limits, deadline: float) -> IO[bytes] | str:
    """Return the file, or the address it redirects to."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ImportRefusedError(f"{url} is not an https address. Nothing was changed.")
    connection = _PinnedConnection(parts.hostname, parts.port or 443, limits.connect)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={"User-Agent": "coalition-platform", "Accept-Encoding": "identity"})
        response = connection.getresponse()
        if response.status in _REDIRECTS and (location := response.getheader("Location")):
            return location
        if response.status != 200:
            raise ImportRefusedError(f"{url} answers {response.status} {response.reason}. Nothing was changed.")
        stated = int(response.getheader("Content-Length") or 0)
        if stated > MAXIMUM_BYTES:
            raise ImportRefusedError(_too_large(url))
        target_file = tempfile.TemporaryFile()  # noqa: SIM115 (handed to the caller, who closes it)
        received = 0
        with tqdm(total=stated or None, unit="B", unit_scale=True, desc=parts.hostname, disable=None) as bar:
            while chunk := response.read(_CHUNK):
                received += len(chunk)
                bar.update(len(chunk))
                target_file.write(chunk)
                if received > MAXIMUM_BYTES:
                    raise ImportRefusedError(_too_large(url))
                if time.monotonic() > deadline:
                    raise ImportRefusedError(
                        f"{url} takes longer than {limits.total:.0f} seconds. Nothing was changed."
                    )
        if stated and received != stated:
            raise ImportRefusedError(
                f"{url} broke off after {received} of {stated} bytes: the file is truncated. Nothing was changed."
            )
        target_file.seek(0)
        return target_file
    finally:
        connection.close()


class _PinnedConnection(HTTPSConnection):
    """Connects to the very address that was found to be public, so that a second look-up cannot change it."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._tls = tls_context()
        super().__init__(host, port, timeout=seconds, context=self._tls)

    def connect(self) -> None:
        """Open the connection to the first public address of the host."""
        address = public_address(self.host, self.port)
        plain = socket.create_connection((address, self.port), self.timeout)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise


def tls_context() -> ssl.SSLContext:
    """How certificates are checked: against the system's authorities."""
    return ssl.create_default_context()


def public_address(host: str, port: int) -> str:
    """Return an address of the host; refuse one that leads into a private network."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in found):
        raise ImportRefusedError(f"{host} is inside a private network. Nothing was changed.")
    return found[0]


def _too_large(url: str) -> str:
    return f"{url} is larger than {MAXIMUM_BYTES // 1024 // 1024} MB. Nothing was changed."
