"""What a visitor sees while PostgreSQL or Redis is away: a 503 that says so, not a 500 that blames the page."""

import sys

import redis
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.utils.translation import gettext
from django.views.defaults import server_error as django_server_error
from kombu.exceptions import OperationalError as BrokerError

RETRY_AFTER_SECONDS = 30
OUTAGES = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError, BrokerError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: a 503 with `Retry-After` when an engine is away, the usual page otherwise.

    Nothing is remembered: as soon as the engine answers again, so does the site.
    """
    if not isinstance(sys.exc_info()[1], OUTAGES):
        answer = django_server_error(request)
        return answer if isinstance(answer, HttpResponse) else HttpResponseServerError(answer)
    body = loader.render_to_string(
        "503.html",
        {
            "heading": gettext("We will be back in a moment"),
            "explanation": gettext(
                "A part of this site is being restarted. Nothing you sent was half done: please try again in a minute."
            ),
        },
    )
    response = HttpResponse(body, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
