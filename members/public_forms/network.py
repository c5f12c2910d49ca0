"""Which network a request comes from, and whether it comes from one of our own pages."""

import hashlib
import hmac
import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

_UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """Return the visitor's network address.

    Behind a trusted proxy (`TRUST_PROXY=1`) it is the entry the proxy added, the last one of
    X-Forwarded-For; what stands before it is the visitor's own claim.
    """
    if settings.TRUST_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return str(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))


def network_key(request: HttpRequest) -> str:
    """Return a keyed hash of the visitor's network, from which the address cannot be read.

    An IPv6 customer commands a whole /64, so that is what counts as one visitor.
    """
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        network = _UNKNOWN
    else:
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        prefix = 64 if address.version == 6 else 32
        network = str(ipaddress.ip_network((address, prefix), strict=False))
    key = f"members.network:{settings.SECRET_KEY}".encode()
    return hmac.new(key, network.encode(), hashlib.sha256).hexdigest()[:32]


def comes_from_this_site(request: HttpRequest) -> bool:
    """Whether a browser sent this POST from a page of this site.

    Browsers of the last years say so in `Sec-Fetch-Site`, which no page can forge: `same-origin`,
    or `none` when the person, not a page, started it. Older ones send `Origin`, the oldest only
    `Referer`. A request with none of the three is refused: no browser with default settings sends it.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site in {"same-origin", "none"}
    for header in ("Origin", "Referer"):
        value = request.headers.get(header)
        if value is not None:
            return _origin(value) in _own_origins(request)
    return False


def _own_origins(request: HttpRequest) -> set[str]:
    own = _origin(f"{request.scheme}://{request.get_host()}")
    return {own, _origin(settings.PUBLIC_URL), *(_origin(origin) for origin in settings.CSRF_TRUSTED_ORIGINS)} - {""}


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port or (443 if parts.scheme == 'https' else 80)}"
