"""Which server mail goes to, and the hard guard around the sandbox."""

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from typing import Literal, cast, get_args

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_PRIVATE_NETWORKS = [
    ipaddress.ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
]
Security = Literal["none", "starttls", "tls"]


class OutboundRefusedError(RuntimeError):
    """The sandbox is on and the server is not the local catcher; nothing was sent."""


@dataclass(frozen=True)
class Server:
    """An SMTP server and how to sign in to it."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: Security = "none"


def configured_server() -> Server:
    """Return the server of the settings: the catcher in the sandbox, the relay when live."""
    return Server(
        host=settings.SMTP_HOST,
        port=settings.SMTP_PORT,
        user=settings.SMTP_USER,
        password=settings.SMTP_PASSWORD,
        security=_security(settings.SMTP_SECURITY),
    )


def _security(name: str) -> Security:
    if name not in get_args(Security):
        raise ImproperlyConfigured(f"SMTP_SECURITY must be none, starttls or tls, not {name!r}.")
    return cast("Security", name)


def permitted_addresses(server: Server) -> list[str]:
    """Resolve the server's host and return the addresses a connection may be opened to.

    In the sandbox (`OUTBOUND` is anything but `live`) that is loopback only, or, when the host is the
    configured catcher itself, also a private network; everything else raises `OutboundRefusedError`. Callers must
    connect to a returned address, not to the name, so that no second look-up can lead elsewhere.
    Raises `OSError` when the name does not resolve.
    """
    found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if settings.OUTBOUND == "live":
        return addresses
    is_catcher = (server.host, server.port) == (settings.SANDBOX_SMTP_HOST, settings.SANDBOX_SMTP_PORT)
    for address in addresses:
        parsed = ipaddress.ip_address(address.partition("%")[0])
        if not (parsed.is_loopback or (is_catcher and any(parsed in network for network in _PRIVATE_NETWORKS))):
            raise OutboundRefusedError(
                f"OUTBOUND is {settings.OUTBOUND!r}: {server.host} ({address}) is not the local mail catcher, nothing is sent to it."
            )
    return addresses


def tls_context() -> ssl.SSLContext:
    """Return how certificates are checked: always in live mode; a catcher in the sandbox may sign its own."""
    context = ssl.create_default_context()
    if settings.OUTBOUND != "live":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
