"""Celery tasks of the members: they fetch a row and call a function."""

from celery import shared_task

from members.address_requests import handle_address_request, open_address_requests
from members.confirmation.mails import mail_confirmation, wanted_confirmation_mails
from members.housekeeping import forget_what_is_over


@shared_task(acks_late=True)
def send_confirmation_mail(request_id: int) -> None:
    """Mail the link of one confirmation request."""
    mail_confirmation(request_id)


@shared_task(acks_late=True)
def answer_address_request(request_id: int) -> None:
    """Do what somebody asked for by typing an address."""
    handle_address_request(request_id)


@shared_task(acks_late=True)
def sweep_open_requests() -> None:
    """Do what a lost doorbell left undone."""
    for request_id in open_address_requests():
        handle_address_request(request_id)
    for request_id in wanted_confirmation_mails():
        mail_confirmation(request_id)


@shared_task(acks_late=True)
def forget_expired_personal_data() -> None:
    """Delete what the retention rules say must go."""
    forget_what_is_over()


BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "members-sweep-open-requests": {"task": "members.tasks.sweep_open_requests", "schedule": 60.0},
    "members-forget-expired-personal-data": {
        "task": "members.tasks.forget_expired_personal_data",
        "schedule": 3600.0,
    },
}
