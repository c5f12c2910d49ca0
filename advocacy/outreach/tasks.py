"""Celery's doorbells for letters: each calls the function that does the work until none is left."""

from celery import shared_task

from advocacy.outreach.advancing import advance_waiting

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "outreach.advance_letters": {
        "task": "advocacy.outreach.tasks.advance_letters",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
}

MOST_ROUNDS = 200


@shared_task(acks_late=True)
def advance_letters() -> None:
    """Send on the letters that may go; what is left over after many rounds waits for the next ring."""
    for _round in range(MOST_ROUNDS):
        if not advance_waiting():
            return
