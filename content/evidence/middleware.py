"""Remembers, for one request, the facts it has read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from content.evidence.memory import remembering


class RememberedFactsMiddleware:
    """Each fact a page shows is read once, however often and wherever the page shows it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its own memory of facts."""
        with remembering():
            return self.get_response(request)
