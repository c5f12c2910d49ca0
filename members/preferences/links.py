"""Signed links with which a member changes what mail they get, without signing in."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.core import signing
from django.urls import reverse
from django.utils import translation

from members.models import Member
from members.preferences.providers import PreferenceProvider, preference_provider
from members.web_addresses import absolute_url

_UNSUBSCRIBE_SALT = "members.unsubscribe"
_PREFERENCES_SALT = "members.preferences"
_TOKEN_STANDS_HERE = "token"  # noqa: S105 - a mark in a path, no secret
PREFERENCES_VALID_FOR = timedelta(days=60)


class LinkRefusedError(Exception):
    """The link cannot be used; the message says why in the member's words."""


@dataclass(frozen=True)
class UnsubscribeLink:
    """What an unsubscribe link stands for."""

    member: Member
    provider: PreferenceProvider
    key: str


def unsubscribe_url(member: Member, provider: str, key: str) -> str:
    """Return the absolute address that switches one option off.

    It never expires: a mail may be read years later, and stopping it must work then too. Its page
    leads to the member's other choices of mail, but shows neither name nor address.
    """
    token = signing.Signer(salt=_UNSUBSCRIBE_SALT).sign_object([member.public_id.hex, provider, key])
    return _address(member, "members:unsubscribe", token)


def preferences_url(member: Member) -> str:
    """Return the absolute address of the member's preference page; it works for 60 days."""
    return _address(member, "members:preferences", signing.dumps(member.public_id.hex, salt=_PREFERENCES_SALT))


def open_unsubscribe_link(token: str) -> UnsubscribeLink:
    """Return what an unsubscribe link stands for; raise `LinkRefusedError` when it is no good."""
    try:
        public_id, provider_name, key = signing.Signer(salt=_UNSUBSCRIBE_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkRefusedError(
            translation.gettext("This link is incomplete or was changed. Please open it from the mail again.")
        ) from error
    provider = preference_provider(provider_name)
    if provider is None:
        raise LinkRefusedError(translation.gettext("What this link would stop does not exist any more."))
    return UnsubscribeLink(_member(public_id), provider, key)


def open_preferences_link(token: str) -> Member:
    """Return the member whose preferences a link opens; raise `LinkRefusedError` when it is no good."""
    try:
        public_id = signing.loads(token, salt=_PREFERENCES_SALT, max_age=PREFERENCES_VALID_FOR)
    except signing.SignatureExpired as error:
        raise LinkRefusedError(translation.gettext("This link is too old. Ask for a new one below.")) from error
    except (signing.BadSignature, ValueError) as error:
        raise LinkRefusedError(
            translation.gettext("This link is incomplete or was changed. Please open it from the mail again.")
        ) from error
    return _member(public_id)


def _address(member: Member, name: str, token: str) -> str:
    return absolute_url(_path(name, member.language).replace(_TOKEN_STANDS_HERE, token))


@lru_cache(maxsize=64)
def _path(name: str, language: str) -> str:
    """Return an address's path in a language, looked up once: a mailing asks for a million of them."""
    with translation.override(language):
        return reverse(name, args=[_TOKEN_STANDS_HERE])


def _member(public_id: str) -> Member:
    try:
        return Member.objects.get(public_id=uuid.UUID(hex=public_id))
    except (Member.DoesNotExist, ValueError) as error:
        raise LinkRefusedError(translation.gettext("There is no member for this link any more.")) from error
