"""Absolute addresses for mails, made without a request."""

from django.conf import settings


def absolute_url(path: str) -> str:
    """Return the public address of a path of this site."""
    return f"{settings.PUBLIC_URL}{path}"
