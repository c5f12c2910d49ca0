"""Put recipients into a mailing that the database selects by itself, range by range, without reading them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import CharField, DateTimeField, QuerySet, SmallIntegerField, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject

from delivery.content import MailingContentError, Recipient
from delivery.intake import compiled_texts, insert_rows, open_intake, recipient_rows
from delivery.kinds import mailing_kind
from delivery.message import missing_values

RANGE: Final = 20_000

# What may go in without a closer look: an address of at most 64 characters in the plainest form, so that
# neither of its parts can be too long, a name without control characters, a known text.
_ADD = """
WITH given (id, key, address, name, reference, variant, not_before, values) AS MATERIALIZED ({selection}),
judged AS MATERIALIZED (
    SELECT given.*, address ~ %s AND length(address) <= 64 AND length(key) BETWEEN 1 AND 255
        AND name !~ '[[:cntrl:]]' AND length(name) <= 255 AND length(reference) <= 255 AND variant = ANY(%s) AS is_plain
    FROM given
), added AS (
    INSERT INTO delivery_delivery (mailing_id, variant_number, recipient_key, address, name, values, reply_to,
        sender_name, unsubscribe_url, reference, pacing_key, state, not_before, detail, enhanced_code, message_digest)
    SELECT %s, variant, key, address, name, values, '', '', '', reference, '', 'queued',
        coalesce(not_before, statement_timestamp()), '', '', ''
    FROM judged WHERE is_plain ORDER BY id
    ON CONFLICT (mailing_id, recipient_key) DO NOTHING
    RETURNING 1
)
SELECT count(*), max(id), (SELECT count(*) FROM added), (SELECT json_agg(judged) FROM judged WHERE is_plain IS NOT TRUE)
FROM given
"""
_PLAIN_ADDRESS: Final = r"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]+(-+[A-Za-z0-9]+)*\.)+[A-Za-z]{2,}$"


@dataclass(frozen=True)
class RecipientSelection:
    """Rows of a queryset, and which of its columns or expressions make a recipient (see `Recipient`).

    The rows need a whole-number primary key; ranges go along it. `values` are the few that a row carries
    itself; all others come from the mailing kind when the message leaves (`MailingKind.values_for`).
    """

    rows: QuerySet[Any]
    key: Combinable
    address: Combinable
    name: Combinable = field(default_factory=lambda: Value(""))
    reference: Combinable = field(default_factory=lambda: Value(""))
    variant: Combinable = field(default_factory=lambda: Value(0))
    not_before: Combinable | None = None
    values: Mapping[str, Combinable] = field(default_factory=dict)


@dataclass(frozen=True)
class AddedRange:
    """How many recipients of a range were new, the last row it reached, and whether that was the last of all."""

    added: int
    through: int
    is_last: bool


def add_selected_recipients(
    mailing_id: int, selection: RecipientSelection, *, after: int = 0, limit: int = RANGE
) -> AddedRange:
    """Add the next `limit` rows of a selection whose primary key is above `after`, in one transaction.

    An interrupted caller goes on from `AddedRange.through` of the last range, or from the beginning: nobody is
    added twice. Nothing is read into memory but the rows that need a closer look at their address or
    name. Raises `MailingContentError` when a slot of a text has no value and `MailingStateError` when the mailing
    takes no more; nothing of the range is added then.
    """
    with transaction.atomic():
        mailing = open_intake(mailing_id)
        texts = compiled_texts(mailing)
        late = mailing_kind(mailing.kind).late_values
        for content in texts.values():
            missing = missing_values(content, selection.values.keys() | late)
            if missing:
                raise MailingContentError(f"There is no value for the slot {missing[0]!r}.")
        sql, parameters = _selected(selection, after, limit).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(_ADD.replace("{selection}", sql), [*parameters, _PLAIN_ADDRESS, sorted(texts), mailing_id])
            count, through, added, others = cursor.fetchone() or (0, None, 0, None)
        if others:
            rows = others if isinstance(others, list) else json.loads(others)
            added += insert_rows(mailing_id, recipient_rows(mailing, [_recipient(row) for row in rows]))
    return AddedRange(added, after if through is None else through, count < limit)


def _selected(selection: RecipientSelection, after: int, limit: int) -> QuerySet[Any, Any]:
    columns = {
        "recipient_key": Cast(selection.key, TextField()),
        "recipient_address": Cast(selection.address, TextField()),
        "recipient_name": Cast(selection.name, TextField()),
        "recipient_reference": Cast(selection.reference, TextField()),
        "recipient_variant": Cast(selection.variant, SmallIntegerField()),
        "recipient_not_before": Cast(selection.not_before or Value(None), DateTimeField()),
        "recipient_values": JSONObject(**{name: Cast(value, CharField()) for name, value in selection.values.items()}),
    }
    rows = selection.rows.filter(pk__gt=after).order_by("pk")
    selected: QuerySet[Any, Any] = rows.annotate(**columns).values_list("pk", *columns)[:limit]
    return selected


def _recipient(row: Mapping[str, Any]) -> Recipient:
    return Recipient(
        key=row["key"] or "",
        address=row["address"] or "",
        name=row["name"] or "",
        reference=row["reference"] or "",
        variant=row["variant"],
        not_before=datetime.fromisoformat(row["not_before"]) if row["not_before"] else None,
        values={name: value or "" for name, value in row["values"].items()},
    )
