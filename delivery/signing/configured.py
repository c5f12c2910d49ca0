"""Sign with the keys of the settings, for the coalition's mail domain."""

from datetime import datetime

from django.conf import settings

from delivery.signing.keys import SigningKey
from delivery.signing.signature import signed


def signing_keys() -> tuple[SigningKey, ...]:
    """Return the keys this process signs with; none when the relay signs."""
    keys: tuple[SigningKey, ...] = settings.DKIM_KEYS
    return keys


def sign(message: bytes, at: datetime) -> bytes:
    """Return a finished message as it goes on the wire: signed when there are keys."""
    return signed(message, domain=settings.MAIL_DOMAIN.lower(), keys=signing_keys(), at=at)
