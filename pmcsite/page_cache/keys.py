"""Which requests the page cache may answer, and under which key.

A page is kept for nobody in particular. The key is made of the path and, for the later pages of a list, their number;
nothing else a visitor sends can name an entry or reach the program that fills it (`anonymous_environment`).
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

# Never public pages: their answers are personal, or files that others serve.
_OTHERS = (
    "/admin/",
    "/account/",
    "/static/",
    "/media/",
    "/documents/",
    "/mail-catcher/",
    "/healthz",
    "/readyz",
    "/metrics",
)
_PATH = re.compile(r"/(?:[\w~-][\w.~-]*/)*(?:[\w~-][\w.~-]*)?")
_LONGEST_PATH = 500
_LONGEST_SEGMENT = 200
# What mailers and networks hang on addresses to count visits: of no meaning to any page.
_TRACKING = re.compile(r"(?:utm_\w+|gclid|gbraid|wbraid|dclid|fbclid|msclkid|twclid|ttclid|igshid|mc_cid|mc_eid)=[^&]*")
_LIST_PAGE = re.compile(r"page=([1-9][0-9]{0,2})")
# Kept from the visitor's request: what the server itself says, and nothing the visitor says.
_OF_THE_SERVER = ("wsgi.", "SERVER_PROTOCOL")


def cookies_that_matter() -> tuple[str, ...]:
    """A visitor with one of these may see another page than everybody else."""
    return (f"{settings.SESSION_COOKIE_NAME}=", "messages=")


class PublicAddress:
    """The one scheme and host under which pages are kept; any other is left to Django."""

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        self.is_secure = parts.scheme == "https"
        self.host = parts.netloc.lower()
        self.port = str(parts.port or (443 if self.is_secure else 80))
        self.cookies = cookies_that_matter()

    def key_of(self, environment: Mapping[str, Any]) -> str | None:
        """The key of a request, or nothing when it must not be answered from the cache."""
        if environment["REQUEST_METHOD"] not in {"GET", "HEAD"} or environment.get("HTTP_AUTHORIZATION"):
            return None
        if environment.get("HTTP_HOST", "").lower() != self.host or not self._came_securely(environment):
            return None
        cookie = environment.get("HTTP_COOKIE")
        if cookie and any(name in cookie for name in self.cookies):
            return None
        path = path_of(environment)
        if path is None:
            return None
        query = environment.get("QUERY_STRING", "")
        number = list_page(query) if query else ""
        return None if number is None else f"{path}?page={number}" if number else path

    def _came_securely(self, environment: Mapping[str, Any]) -> bool:
        if not self.is_secure:
            return True
        forwarded = settings.TRUST_PROXY and environment.get("HTTP_X_FORWARDED_PROTO") == "https"
        return bool(forwarded or environment.get("wsgi.url_scheme") == "https")

    def anonymous_environment(self, environment: Mapping[str, Any], key: str) -> dict[str, Any]:
        """The request as nobody in particular would send it: no cookie, no header, no tracking, the site's own host."""
        kept = {name: value for name, value in environment.items() if name.startswith(_OF_THE_SERVER)}
        return kept | {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": environment["PATH_INFO"],
            "QUERY_STRING": key.partition("?")[2],
            "HTTP_HOST": self.host,
            "SERVER_NAME": self.host.partition(":")[0],
            "SERVER_PORT": self.port,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "https" if self.is_secure else "http",
            **({"HTTP_X_FORWARDED_PROTO": "https"} if self.is_secure else {}),
        }


def path_of(environment: Mapping[str, Any]) -> str | None:
    """The decoded path, when it is one that a page can have: no dots that climb, no empty or hidden parts."""
    raw: str = environment.get("PATH_INFO", "")
    if environment.get("SCRIPT_NAME") or len(raw) > _LONGEST_PATH or raw.startswith(_OTHERS):
        return None
    try:
        path = raw.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    if not _PATH.fullmatch(path) or any(len(part.encode()) > _LONGEST_SEGMENT for part in path.split("/")):
        return None
    return path


def list_page(query: str) -> str | None:
    """The number of a list's page in a query string, empty without one; `None` for a query that says anything else.

    Whatever else stands in a query string may change the answer, so such a request is never answered from the cache.
    """
    meaning = [part for part in query.split("&") if part and not _TRACKING.fullmatch(part)]
    if not meaning:
        return ""
    found = _LIST_PAGE.fullmatch(meaning[0]) if len(meaning) == 1 else None
    return (found[1] if found[1] != "1" else None) if found else None
