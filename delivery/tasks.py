"""Celery's doorbells: each fetches what is due and calls the function that does it."""

from celery import shared_task

from delivery import doorbells, outcomes, retention, transactional
from delivery import sweep as sweeping
from delivery.inbound import reading
from delivery.sending import sender

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "delivery.send_deliveries": {
        "task": "delivery.tasks.send_deliveries",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "delivery.send_transactional_messages": {
        "task": "delivery.tasks.send_transactional_messages",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "delivery.forget_old": {"task": "delivery.tasks.forget_old", "schedule": 24 * 3600.0},
    "delivery.read_return_mailbox": {
        "task": "delivery.tasks.read_return_mailbox",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "delivery.sweep": {"task": "delivery.tasks.sweep", "schedule": 15.0, "options": {"expires": 15}},
}


@shared_task(acks_late=True)
def send_deliveries() -> None:
    """Send what is due in running mailings; when the time of a run is over, ring for the next."""
    if sender.send_due().more_is_due:
        doorbells.ring_senders(1)


@shared_task(acks_late=True)
def send_transactional_messages() -> None:
    """Send the transactional messages that are due."""
    transactional.send_waiting()


@shared_task(acks_late=True)
def tell_outcomes() -> None:
    """Tell mailing kinds what became of their deliveries."""
    outcomes.tell_outcomes()


@shared_task(acks_late=True)
def sweep() -> None:
    """Heal what stalled: leases, cancellations, finished mailings, untold outcomes."""
    sweeping.sweep()


@shared_task(acks_late=True)
def forget_old() -> None:
    """Empty what is older than the retention."""
    retention.forget_old()


@shared_task(acks_late=True)
def read_return_mailbox() -> None:
    """Record the bounces, complaints and unsubscriptions that came back."""
    reading.read_return_mailbox()
