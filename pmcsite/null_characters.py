"""No NUL character gets from an address into a query.

PostgreSQL keeps no text with a NUL in it and psycopg refuses to send one, which would show a visitor the page
for our own failures. Nobody can type one, and no page or value of ours has one in its address.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.http.response import Http404
from django.urls import ResolverMatch

NUL = "\x00"
_ENCODED = re.compile("%00|\x00")


class NullCharacterMiddleware:
    """Answers 404 to a path with a NUL in it, and reads a query string without those it has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Clean the query string before anybody reads it."""
        query = request.META.get("QUERY_STRING", "")
        if _ENCODED.search(query):
            request.META["QUERY_STRING"] = _ENCODED.sub("", query)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Refuse the path where the address map let a NUL through."""
        match: ResolverMatch | None = request.resolver_match
        if match is not None and NUL in request.path_info:
            raise Http404
