"""How django-allauth fits this platform."""

from types import SimpleNamespace
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from delivery.api import send_transactional
from members.addresses import clean_email
from members.mails import send_mail_to
from members.public_forms.network import client_address
from members.web_addresses import absolute_url


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by code, passkey or password; mail goes through the delivery engine.

    An unknown address gets a mail that says that no member has it and how to join: the page cannot
    tell known from unknown, and a person who mistook their address learns why no code came.
    """

    _own_mails: ClassVar[dict[str, str]] = {
        "account/email/login_code": "sign_in_code",
        "account/email/unknown_account": "unknown_address",
        "account/email/account_already_exists": "unknown_address",
        "account/email/email_confirmation": "address_code",
        "account/email/email_confirmation_signup": "address_code",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a mail to the delivery engine, from our own template where we have one."""
        values = {
            **context,
            "email": email,
            "current_site": SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=settings.PUBLIC_URL),
        }
        own = self._own_mails.get(template_prefix)
        if own:
            values["join_url"] = absolute_url(reverse("members:join"))
            send_mail_to(email, get_language() or settings.LANGUAGE_CODE, own, values, purpose="sign-in")
            return
        message = self.render_mail(template_prefix, email, values)
        send_transactional(to=email, subject=message.subject, text=str(message.body), purpose="account")

    def format_email_subject(self, subject: str) -> str:
        """Put the site's name behind the subject, where it does not hide it."""
        return f"{subject} – {settings.WAGTAIL_SITE_NAME}"

    def clean_email(self, email: str) -> str:
        """Return the address normalised; raise `ValidationError` when it is none."""
        return clean_email(email)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's contract
        """People join on the join page, which tells nobody whether an address is known."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's network address as the rest of the site sees it."""
        return client_address(request)

    def can_delete_email(self, email_address: object) -> bool:  # noqa: ARG002  allauth's contract
        """A member has exactly one address; it is changed, not removed."""
        return False
