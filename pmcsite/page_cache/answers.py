"""Django's answer, looked at before it may be kept for everyone."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation

CACHE_CONTROL = "public, max-age=0, must-revalidate"
"""Browsers and proxies keep a page and ask each time whether it is still good, so that a change is seen at once."""

# Of one answer and not of the page.
_OF_ONE_ANSWER = {
    "x-request-id",
    "date",
    "content-length",
    "connection",
    "server",
    "set-cookie",
    "etag",
    "last-modified",
}
_FORBIDDING = re.compile(r"\b(?:private|no-store|no-cache)\b")
# Forms that carry what was made for one visitor.
_TOKENS = (b"csrfmiddlewaretoken", b'name="form_token"')
_KEPT_TYPES = (
    "text/html",
    "application/rss+xml",
    "application/atom+xml",
    "application/xml",
    "application/json",
    "text/calendar",
)
_MAY_VARY_BY = {"", "accept-encoding"}
_LARGEST_BODY = 4 * 1024 * 1024
# What nginx sends with every page it takes from the store, see deploy/nginx.conf.
_OF_EVERY_PAGE = {
    "content-type",
    "content-language",
    "content-security-policy",
    "cross-origin-opener-policy",
    "referrer-policy",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "cache-control",
    "vary",
}


@dataclass
class Answer:
    """A whole answer of a WSGI application."""

    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    close: Callable[[], None] = lambda: None

    @classmethod
    def of(cls, application: Callable[..., Iterable[bytes]], environment: dict[str, Any]) -> "Answer":
        """Ask an application; `close` must be called once the answer has been dealt with."""
        answer = cls()

        def start_response(status: str, headers: list[tuple[str, str]], *_error: Any) -> Callable[[bytes], None]:
            answer.status, answer.headers = status, headers
            return lambda _data: None

        parts = application(environment, start_response)
        answer.close = getattr(parts, "close", answer.close)
        answer.body = b"".join(parts)
        return answer

    def values(self, name: str) -> list[str]:
        """The values of a header, in lower case."""
        return [value.lower() for header, value in self.headers if header.lower() == name]


def is_for_everyone(answer: Answer) -> bool:
    """Whether nothing in an answer belongs to one visitor."""
    varies_by = {name.strip() for value in answer.values("vary") for name in value.split(",")}
    content_type = next(iter(answer.values("content-type")), "")
    return not (
        answer.values("set-cookie")
        or varies_by - _MAY_VARY_BY
        or any(_FORBIDDING.search(value) for value in answer.values("cache-control"))
        or answer.values("content-encoding")
        or (answer.status.startswith("200") and not content_type.startswith(_KEPT_TYPES))
        or any(token in answer.body for token in _TOKENS)
        or len(answer.body) > _LARGEST_BODY
    )


def headers_to_keep(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The headers of the page, with those that the cache itself answers for."""
    kept = [(name, value) for name, value in headers if name.lower() not in _OF_ONE_ANSWER | {"vary", "cache-control"}]
    return (*kept, ("Cache-Control", CACHE_CONTROL), ("Vary", "Accept-Encoding"))


def is_public_file(key: str, answer: Answer) -> bool:
    """Whether nginx may send the page from its file, with the headers that it sends with every page."""
    names = {name.lower() for name, _value in answer.headers} - _OF_ONE_ANSWER
    language = translation.get_language_from_path(key) or settings.LANGUAGE_CODE
    return (
        key.endswith("/")
        and names <= _OF_EVERY_PAGE
        and answer.values("content-type") == ["text/html; charset=utf-8"]
        and answer.values("content-language") == [language]
        and answer.values("content-security-policy") == [_policy_of_every_page()]
    )


def _policy_of_every_page() -> str:
    """The policy in the settings, as `csp` writes it."""
    from csp.utils import build_policy  # noqa: PLC0415 (reads the settings when it is imported)

    return str(build_policy()).lower()
