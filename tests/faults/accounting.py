"""The sums that must come out whatever happened."""

from delivery.api import MailingProgress, progress
from delivery.models import Delivery, Lease, State
from tests.delivery.sink import Sink


def check_accounts(mailing_id: int, sink: Sink, *, most_in_doubt: int) -> MailingProgress:
    """Assert that all is at rest, nothing left twice and nothing is missing but what is shown as in doubt."""
    counts = progress(mailing_id)
    assert counts.at_rest == counts.intended
    assert counts.in_doubt <= most_in_doubt
    copies = sink.copies()
    assert not copies or max(copies.values()) == 1, "a message left twice"
    arrived = {message.recipient for message in sink.stored}
    sent = set(Delivery.objects.filter(mailing_id=mailing_id, state=State.SENT).values_list("address", flat=True))
    doubtful = set(
        Delivery.objects.filter(mailing_id=mailing_id, state=State.IN_DOUBT).values_list("address", flat=True)
    )
    assert sent <= arrived, "a message counts as sent that the server does not have"
    assert arrived <= sent | doubtful, "a message left that counts as not sent"
    assert not Lease.objects.exists()
    return counts
