"""The language of a page follows from its address alone.

Django's own middleware also looks at cookies and at `Accept-Language`, so one address would have several
answers and no cache could keep it. Here `/es/…` is Spanish and everything else English for everyone.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageByPathMiddleware(LocaleMiddleware):
    """Activates the language that the path names."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose by path, without a look at the visitor."""
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:  # noqa: ARG002 (Django's signature)
        """Say the language; add no `Vary`."""
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response
