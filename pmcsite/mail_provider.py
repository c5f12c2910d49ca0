"""What django-anymail must know to check the events of one mail provider."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

# The setting under which django-anymail looks for the key that signs a provider's events; None: it signs none.
_SIGNING_SETTINGS = {
    "amazon_ses": None,
    "brevo": None,
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
    "mailjet": None,
    "mandrill": "MANDRILL_WEBHOOK_KEY",
    "postmark": None,
    "sparkpost": None,
}
_SHORTEST_SECRET = 32


def webhook_settings(provider: str, secret: str, signing_key: str) -> dict[str, Any]:
    """Return Django's `ANYMAIL` setting for a provider's webhook; raise `ImproperlyConfigured` for what is weak.

    `secret` is `user:password` of the webhook's address and always needed; the key is needed where the
    provider signs its events.
    """
    if not provider:
        return {}
    if provider not in _SIGNING_SETTINGS:
        raise ImproperlyConfigured(f"MAIL_PROVIDER must be one of {', '.join(_SIGNING_SETTINGS)}, not {provider!r}.")
    if ":" not in secret or len(secret) < _SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"MAIL_PROVIDER_SECRET is weak: give user:password with at least {_SHORTEST_SECRET} characters."
        )
    found: dict[str, Any] = {"WEBHOOK_SECRET": secret}
    name = _SIGNING_SETTINGS[provider]
    if name is not None:
        if not signing_key:
            raise ImproperlyConfigured(f"MAIL_PROVIDER_SIGNING_KEY is not set: {provider} signs its events with it.")
        found[name] = signing_key
    return found
