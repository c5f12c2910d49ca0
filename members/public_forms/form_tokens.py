"""Signed time stamps for the uncached preview step of a public form."""

import time

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_SALT = "members.form"


class FormTokenError(ValidationError):
    """The token is missing, forged, too old or too young; the message says so in the visitor's words."""


def signed_form_token(purpose: str) -> str:
    """Return a token that says when a form for `purpose` was shown."""
    return signing.Signer(salt=f"{_SALT}:{purpose}").sign_object([int(time.time() * 1000)])


def check_form_token(
    token: str, purpose: str, *, minimum_seconds: float = 2.0, maximum_seconds: float = 2 * 3600
) -> None:
    """Raise `FormTokenError` unless the token is ours, for this purpose and of a plausible age.

    A person needs at least two seconds to read a preview; after two hours what it showed may be stale.
    """
    try:
        (shown_at,) = signing.Signer(salt=f"{_SALT}:{purpose}").unsign_object(token)
        age = time.time() - int(shown_at) / 1000
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise FormTokenError(
            _("This form is not one of ours or is incomplete. Please open the page again."), code="forged"
        ) from error
    if age < minimum_seconds:
        raise FormTokenError(_("That was very quick. Please read the page and send the form again."), code="too_fast")
    if age > maximum_seconds:
        raise FormTokenError(
            _("This form was open for too long. Please check what you wrote and send it again."), code="expired"
        )
