"""Read the file of an import into rows that can be checked and applied in ranges."""

from collections.abc import Iterator
from itertools import islice
from time import monotonic
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletters.importing.files import FileShape, read_records
from newsletters.importing.limits import MOST_ROWS
from newsletters.importing.problems import ImportFileError
from newsletters.importing.rows import CleanRow, Reading, clean_record
from newsletters.importing.uploads import kept_file
from newsletters.models import SubscriberImport

RANGE: Final = 5_000
_FIELDS: Final = (
    "line",
    "address",
    "first_name",
    "last_name",
    "zip_code",
    "consented_on",
    "problem",
    "value",
)
_COPY: Final = f"COPY newsletters_importedrow (of_import_id, {', '.join(_FIELDS)}) FROM STDIN"


def stage_file(import_id: int, *, until: float) -> bool:
    """Clean and keep the file's rows from where it was left, until a moment (`monotonic()`); return whether it is all read.

    Each range is a transaction with its place in the file, so that a worker that dies loses one range, and two
    workers at once keep no row twice: the one that comes second stops. A file that cannot be read to its end is
    refused as a whole.
    """
    order = SubscriberImport.objects.get(pk=import_id)
    if order.state != SubscriberImport.State.CHECKING or order.all_read:
        return order.all_read
    reading = Reading(
        columns=order.columns,
        width=len(order.headings),
        date_order=order.date_order,
        today=timezone.localdate(),
    )
    through = order.read_through
    try:
        with kept_file(order) as path:
            shape = FileShape(order.file_kind, order.encoding, order.separator, tuple(order.headings))
            records = read_records(path, shape)
            rest = (record for record in records if record[0] > through)
            while monotonic() < until:
                rows = [clean_record(line, cells, reading) for line, cells in islice(rest, RANGE)]
                if not _keep(import_id, rows, through):
                    return False
                if len(rows) < RANGE:
                    return True
                through = rows[-1].line
    except ImportFileError as error:
        _refuse(import_id, str(error))
        return False
    return False


def _keep(import_id: int, rows: list[CleanRow], through: int) -> bool:
    with transaction.atomic():
        order = SubscriberImport.objects.select_for_update().get(pk=import_id)
        if order.state != SubscriberImport.State.CHECKING or order.read_through != through or order.all_read:
            return False
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for values in _values(import_id, rows):
                copy.write_row(values)
        faulty = sum(1 for row in rows if row.problem)
        order.add_counts(rows=len(rows), faulty=faulty)
        if order.count("rows") > MOST_ROWS:
            raise ImportFileError(_("The file has more than %(limit)d rows. Split it.") % {"limit": MOST_ROWS})
        if rows:
            order.read_through = rows[-1].line
        if len(rows) < RANGE:
            if not order.count("rows"):
                raise ImportFileError(_("The file has headings but no rows."))
            order.all_read = True
            order.parts.all().delete()
        order.save()
    return True


def _values(import_id: int, rows: list[CleanRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (import_id, *(getattr(row, name) for name in _FIELDS))


def _refuse(import_id: int, message: str) -> None:
    with transaction.atomic():
        order = SubscriberImport.objects.select_for_update().get(pk=import_id)
        if order.state != SubscriberImport.State.CHECKING:
            return
        order.state = SubscriberImport.State.REFUSED
        order.message, order.ended_at = message, timezone.now()
        order.save()
        order.parts.all().delete()
        order.rows.all().delete()
