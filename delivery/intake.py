"""Put recipients into a mailing: one row each, however often they are added."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction

from delivery import doorbells
from delivery.addresses import InvalidAddressError, wire_address
from delivery.cleaning import clean_header_value
from delivery.compile import CompiledContent, load_compiled
from delivery.content import MailingContentError, MailingStateError, Recipient
from delivery.encoding import unsubscribe_link
from delivery.kinds import mailing_kind
from delivery.message import missing_values
from delivery.models import Delivery, Mailing, MailingStatus
from delivery.models.delivery import WAITING_STATES

CHUNK = 2_000
_LONGEST_KEY = 255

_INSERT = """
INSERT INTO delivery_delivery (mailing_id, variant_number, recipient_key, address, name, values, reply_to, sender_name,
    unsubscribe_url, reference, pacing_key, state, not_before, detail, settled_at, enhanced_code, message_digest)
SELECT %s, given.variant_number, given.recipient_key, given.address, given.name, given.values::jsonb, given.reply_to,
    given.sender_name, given.unsubscribe_url, given.reference, given.pacing_key,
    CASE WHEN given.problem = '' THEN 'queued' ELSE 'failed' END, coalesce(given.not_before, statement_timestamp()), given.problem,
    CASE WHEN given.problem = '' THEN NULL ELSE statement_timestamp() END, '', ''
FROM unnest(%s::smallint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::text[], %s::timestamptz[], %s::text[])
  AS given (variant_number, recipient_key, address, name, values, reply_to, sender_name, unsubscribe_url, reference,
    pacing_key, not_before, problem)
ON CONFLICT (mailing_id, recipient_key) DO NOTHING
"""


def add_recipients(mailing_id: int, recipients: Iterable[Recipient]) -> int:
    """Add recipients, also to a running mailing; return how many were new.

    Rows go in by chunks of 2,000, each in a transaction of its own, so that an interrupted call is
    simply repeated. A recipient whose address no server would take becomes a failed delivery that says
    so. Raises `MailingContentError` when a slot of the text has no value, before that chunk is written,
    and `MailingStateError` when the mailing takes no more.
    """
    mailing = Mailing.objects.get(pk=mailing_id)
    compiled = compiled_texts(mailing)
    late = mailing_kind(mailing.kind).late_values
    added = 0
    iterator = iter(recipients)
    while chunk := list(islice(iterator, CHUNK)):
        rows = list(_rows(chunk, compiled, late))
        with transaction.atomic():
            open_intake(mailing_id)
            added += insert_rows(mailing_id, rows)
    return added


def recipient_rows(mailing: Mailing, recipients: list[Recipient]) -> list[tuple[object, ...]]:
    """Return recipients as `insert_rows` takes them; raise `MailingContentError` as `add_recipients` does."""
    return list(_rows(recipients, compiled_texts(mailing), mailing_kind(mailing.kind).late_values))


def compiled_texts(mailing: Mailing) -> dict[int, CompiledContent]:
    """Return the texts of a mailing by number."""
    return {variant.number: load_compiled(variant.digest, variant.compiled) for variant in mailing.variants.all()}


def insert_rows(mailing_id: int, rows: list[tuple[object, ...]]) -> int:
    """Insert rows made by `recipient_rows`; return how many were new."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [mailing_id, *([list(column) for column in zip(*rows, strict=True)])])
        return int(cursor.rowcount)


def open_intake(mailing_id: int) -> Mailing:
    """Lock a mailing for adding recipients in the current transaction, and see to it that senders wake up.

    Senders are woken when it is running and had nothing to send. Raises `MailingStateError` when it takes
    no more.
    """
    mailing = Mailing.objects.select_for_update(no_key=True).get(pk=mailing_id)
    if mailing.status in {MailingStatus.CANCELLING, MailingStatus.CANCELLED, MailingStatus.FINISHED}:
        raise MailingStateError(f"This mailing is {mailing.get_status_display()}: it takes no more recipients.")
    if not mailing.intake_open:
        raise MailingStateError("The list of recipients of this mailing is closed.")
    if mailing.status == MailingStatus.RUNNING and not _has_waiting(mailing_id):
        transaction.on_commit(doorbells.ring_senders)
    return mailing


def _has_waiting(mailing_id: int) -> bool:
    return Delivery.objects.filter(mailing_id=mailing_id, state__in=WAITING_STATES).exists()


def _rows(
    chunk: list[Recipient], compiled: dict[int, CompiledContent], late: frozenset[str]
) -> Iterator[tuple[object, ...]]:
    for recipient in chunk:
        if not recipient.key or len(recipient.key) > _LONGEST_KEY:
            raise MailingContentError(f"A recipient's key must have 1 to {_LONGEST_KEY} characters.")
        content = compiled.get(recipient.variant)
        if content is None:
            raise MailingContentError(f"The mailing has no text number {recipient.variant}.")
        missing = missing_values(content, recipient.values.keys() | late)
        if missing:
            raise MailingContentError(f"There is no value for the slot {missing[0]!r} (recipient {recipient.key}).")
        address, problem = _checked_address(recipient)
        values = {name: _storable(str(recipient.values[name])) for name in content.slots if name in recipient.values}
        yield (
            recipient.variant,
            _storable(recipient.key),
            address,
            clean_header_value(recipient.name)[:255],
            json.dumps(values, ensure_ascii=False),
            _reply_address(recipient.reply_to),
            clean_header_value(recipient.sender_name)[:255],
            unsubscribe_link(recipient.unsubscribe_url),
            _storable(recipient.reference)[:255],
            recipient.pacing_key[:100],
            recipient.not_before,
            problem,
        )


def _checked_address(recipient: Recipient) -> tuple[str, str]:
    try:
        return wire_address(recipient.address), ""
    except InvalidAddressError as error:
        return clean_header_value(recipient.address)[:320], str(error)


def _reply_address(address: str) -> str:
    """A reply address that cannot be used is left out: the letter itself still goes."""
    try:
        reply_to = wire_address(address) if address else ""
    except InvalidAddressError:
        return ""
    return reply_to if reply_to.isascii() else ""


def _storable(value: str) -> str:
    """PostgreSQL stores neither NUL nor lone surrogates."""
    if value.isascii():
        return value.replace("\0", "")
    return (
        value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
        if not _is_valid(value)
        else value.replace("\0", "")
    )


def _is_valid(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
