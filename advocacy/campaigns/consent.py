"""The words a member agrees to when they send letters."""

from django.conf import settings
from django.utils.translation import gettext as _


def consent_wording() -> str:
    """Return the agreement in the active language; it is recorded word for word with each consent."""
    return _(
        "I ask %(coalition)s to send these letters in my name. Each office gets my name, my ZIP code and state and "
        "my e-mail address, so that it can answer me directly. The letters show that they come by way of "
        "%(coalition)s."
    ) % {"coalition": settings.WAGTAIL_SITE_NAME}


def sender_name(full_name: str) -> str:
    """Return the name a letter is from: the member's, and plainly by way of the coalition."""
    return _("%(name)s via %(coalition)s") % {"name": full_name, "coalition": settings.WAGTAIL_SITE_NAME}
