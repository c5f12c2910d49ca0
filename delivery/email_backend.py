"""Django's e-mail API on top of the outbox's rules."""

from django.core.mail.backends.smtp import EmailBackend


class TransactionalBackend(EmailBackend):
    """Sends through the configured server; in the sandbox that is the local catcher."""
