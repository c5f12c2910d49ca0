"""One log line per request: what was asked, what was answered, how long it took. Not by whom."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

from pmcsite.watching.scrubbing import scrub_path

log = structlog.get_logger("request")

_QUIET = {"/healthz", "/readyz", "/metrics"}


class RequestLogMiddleware:
    """Logs method, path without query string, status and milliseconds under a request id.

    The id is new for each request and goes back in `X-Request-ID`, so that a visitor can name it to staff.
    Health checks are logged only when they fail.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then log."""
        began = time.perf_counter()
        request_id = uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        path = logged_path(request)
        if path not in _QUIET or response.status_code >= 400:
            log.log(
                40 if response.status_code >= 500 else 20,
                "request",
                method=request.method,
                path=path,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - began) * 1000, 1),
            )
        return response


def logged_path(request: HttpRequest) -> str:
    """The path without what opens somebody's pages: whatever the address map calls a token or a key."""
    path = request.path_info
    match = request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if isinstance(value, str) and any(word in name for word in ("token", "key", "code", "signature")) and value:
            path = path.replace(value, f"[{name}]")
    return scrub_path(path)
