"""Who of the staff may see, steer and read."""

from django.db import models
from django.http import HttpRequest
from wagtail.admin.auth import permission_required

SEE = "delivery.view_mailing"
STEER = "delivery.steer_mailing"
READ = "delivery.read_message"
SUPPRESS = "delivery.add_suppression"

may_see = permission_required(SEE)
may_steer = permission_required(STEER)
may_read = permission_required(READ)
may_suppress = permission_required(SUPPRESS)


def actor_of(request: HttpRequest) -> models.Model | None:
    """Return the member of staff behind a request, for the audit."""
    return request.user if isinstance(request.user, models.Model) else None
