"""Ask mailing kinds for the values of messages about to leave, keep what they gave, and forget it again."""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import transaction

from delivery.encoding import unsubscribe_link
from delivery.kinds import mailing_kind
from delivery.models import LateValues

_QUICKEST: Final = 1
Values = Mapping[str, str]


def has_late_values(kind: str) -> bool:
    """Whether a kind gives values late; one that is not installed does not."""
    try:
        return bool(mailing_kind(kind).late_values)
    except LookupError:
        return False


def ask_for_values(kind: str, references: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the kind's values by reference, only those it announced in `late_values`.

    Raises whatever the kind raises, and `MailingContentError` for an unsubscribe address no header can hold.
    """
    if not has_late_values(kind):
        return {}
    owner = mailing_kind(kind)
    given = owner.values_for(references)
    wanted = owner.late_values
    answers = {
        reference: {name: str(value) for name, value in values.items() if name in wanted}
        for reference, values in given.items()
    }
    for values in answers.values():
        unsubscribe_link(values.get("unsubscribe_url", ""))
    return answers


def keep_values(lease: int, mailing_id: int, values: Mapping[int, Values]) -> None:
    """Keep the values of a lease's deliveries, by delivery id; called before any of them leaves."""
    LateValues.objects.create(lease_number=lease, mailing_id=mailing_id, content=_packed(values))


def kept_values(lease: int | None, delivery_id: int) -> dict[str, str] | None:
    """Return what was kept for a delivery under a lease, or nothing when it was not or is forgotten."""
    row = LateValues.objects.filter(pk=lease).first() if lease is not None else None
    return _unpacked(row).get(str(delivery_id)) if row is not None else None


def forget_values(deliveries: Iterable[tuple[int, int | None]]) -> None:
    """Cut the values of deliveries, given as pairs of id and lease, out of what is kept."""
    by_lease: dict[int, list[str]] = defaultdict(list)
    for delivery_id, lease in deliveries:
        if lease is not None:
            by_lease[lease].append(str(delivery_id))
    with transaction.atomic():
        for row in LateValues.objects.select_for_update().filter(pk__in=by_lease).order_by("pk"):
            gone = set(by_lease[row.pk])
            remaining = {key: values for key, values in _unpacked(row).items() if key not in gone}
            if remaining:
                row.content = _packed(remaining)
                row.save(update_fields=["content"])
            else:
                row.delete()


def _packed(values: Mapping[int, Values] | Mapping[str, Values]) -> bytes:
    return zlib.compress(json.dumps(values, separators=(",", ":")).encode("ascii"), _QUICKEST)


def _unpacked(row: LateValues) -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(zlib.decompress(bytes(row.content)))
    return loaded
