"""Celery's doorbells: each fetches what is due and calls the function that does it."""

from celery import shared_task

from newsletters import clicks, sending, subscriptions
from newsletters.importing import forgetting, work
from newsletters.proofs import making
from newsletters.trials import running

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "newsletters.send_due_issues": {
        "task": "newsletters.tasks.send_due_issues",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "newsletters.handle_subscription_requests": {
        "task": "newsletters.tasks.handle_subscription_requests",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "newsletters.remind_and_forget": {
        "task": "newsletters.tasks.remind_and_forget",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "newsletters.follow_imports": {
        "task": "newsletters.tasks.follow_imports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}


@shared_task(acks_late=True)
def send_due_issues() -> None:
    """Drop what has become useless, start what is due, gather readers, continue trials, note and prove what has ended."""
    sending.drop_outdated_blocks()
    sending.start_due_sendings()
    running.continue_trials()
    sending.follow_sendings()
    making.prove_ended_sendings()
    clicks.forget_recent()


@shared_task(acks_late=True)
def handle_subscription_requests() -> None:
    """Do what visitors asked for in the form."""
    subscriptions.handle_requests()


@shared_task(acks_late=True)
def remind_and_forget() -> None:
    """Remind those who have not confirmed, once, and forget those who never did."""
    subscriptions.remind_pending()
    subscriptions.forget_unconfirmed()
    making.destroy_old_keys()


@shared_task(acks_late=True)
def work_on_import(import_id: int) -> None:
    """Take an import of subscribers on by what is due."""
    work.work_on(import_id)


@shared_task(acks_late=True)
def follow_imports() -> None:
    """Ring for imports whose worker was lost; let go of what ended ones held."""
    work.ring_for_silent_imports()
    forgetting.forget_imported_rows()
