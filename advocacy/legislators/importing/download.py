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
    _refuse_private_network(parts.hostname, parts.port or 443)
    connection = HTTPSConnection(
        parts.hostname, parts.port or 443, timeout=limits.connect, context=ssl.create_default_context()
    )
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


def _refuse_private_network(host: str, port: int) -> None:
    for *_rest, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global:
            raise ImportRefusedError(f"{host} is inside a private network. Nothing was changed.")


def _too_large(url: str) -> str:
    return f"{url} is larger than {MAXIMUM_BYTES // 1024 // 1024} MB. Nothing was changed."
