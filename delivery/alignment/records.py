"""Ask the DNS, and tell a record that is not there from an answer that did not come."""

from typing import Final

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings

# Seconds for one question; after the first that gets no answer the others are not asked.
_PATIENCE_SECONDS: Final = 3.0
# What a record points to may be no name at all: nothing can be published there.
_NO_NAMES: Final = (
    dns.name.BadEscape,
    dns.name.EmptyLabel,
    dns.name.IDNAException,
    dns.name.LabelTooLong,
    dns.name.NameTooLong,
    UnicodeError,
)


class LookupFailedError(Exception):
    """The DNS gave no answer; whether there is a record is unknown."""


class Records:
    """The records of one check. `resolver` is any of dnspython's; its answers are not kept."""

    def __init__(self, resolver: dns.resolver.Resolver) -> None:
        self._resolver = resolver
        self._failure = ""

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, each with its strings joined (RFC 7208, section 3.3); none when there are none.

        Raises `LookupFailedError`.
        """
        return [
            b"".join(record.strings).decode("utf-8", "replace")  # type: ignore[attr-defined]  # a TXT record has them
            for record in self._ask(name, "TXT")
        ]

    def takes_mail(self, name: str) -> bool:
        """Whether a name has a mail server: an MX record that is not the null one (RFC 7505). Raises `LookupFailedError`."""
        exchanges = [str(record.exchange) for record in self._ask(name, "MX")]  # type: ignore[attr-defined]  # an MX record has it
        return any(exchange != "." for exchange in exchanges)

    def _ask(self, name: str, kind: str) -> list[object]:
        if self._failure:
            raise LookupFailedError(self._failure)
        try:
            return list(self._resolver.resolve(name, kind, lifetime=_PATIENCE_SECONDS, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, *_NO_NAMES):
            return []
        except (dns.exception.DNSException, OSError) as error:
            self._failure = f"{kind} {name}: {error}"
            raise LookupFailedError(self._failure) from error


def configured_records() -> Records:
    """Ask the servers in `DNS_SERVERS` (`address` or `address:port`), or those of this machine.

    Raises `LookupFailedError` when this machine names none.
    """
    if not settings.DNS_SERVERS:
        try:
            return Records(dns.resolver.Resolver())
        except dns.resolver.NoResolverConfiguration as error:
            raise LookupFailedError(str(error)) from error
    resolver = dns.resolver.Resolver(configure=False)
    places = [server.partition(":") for server in settings.DNS_SERVERS]
    resolver.nameservers = [address for address, _colon, _port in places]
    resolver.nameserver_ports = {address: int(port or 53) for address, _colon, port in places}
    return Records(resolver)
