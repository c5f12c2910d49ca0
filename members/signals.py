"""What members tells whoever listens."""

from django.dispatch import Signal

member_confirmed = Signal()
"""Sent once, when a member's address becomes confirmed, inside that transaction: `sender=Member, member=…`."""

consent_recorded = Signal()
"""Sent for every line of the consent ledger, inside its transaction: `sender=Consent, consent=…`."""
