"""How django-allauth fits this platform."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by code or passkey; mail goes through the delivery engine."""
