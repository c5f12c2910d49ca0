"""Give claimed deliveries the values their mailing kind knows only now."""

from collections.abc import Sequence

import structlog
from django.db import DatabaseError

from delivery.late_values import ask_for_values, has_late_values, keep_values
from delivery.sending.checks import KindFailedError
from delivery.sending.claim import Claimed

logger = structlog.get_logger(__name__)


def give_late_values(claimed: Sequence[Claimed], kind: str) -> None:
    """Put the kind's values into the deliveries of one lease, after keeping them in the database.

    Raises `KindFailedError` when the kind raises or gives what no message can hold.
    """
    if not has_late_values(kind):
        return
    lease = claimed[0].lease
    try:
        answers = ask_for_values(kind, [each.reference for each in claimed])
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("mailing_kind_failed", kind=kind, mailing=lease.mailing_id)
        raise KindFailedError(lease.mailing_id, kind, type(error).__name__) from error
    given = {each.id: answers[each.reference] for each in claimed if each.reference in answers}
    keep_values(lease.id, lease.mailing_id, given)
    for each in claimed:
        if each.id in given:
            each.addressee = each.addressee.with_values(given[each.id])
