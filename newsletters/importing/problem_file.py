"""The rows of an import that were left out, as CSV to mend and upload again."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from newsletters.models import SubscriberImport
from newsletters.spreadsheets import csv_lines

_RANGE: Final = 2_000


def problem_lines(order: SubscriberImport) -> Iterator[str]:
    """Yield a line for each row with a problem or a repeated address, in the order of the file; harmless in spreadsheets."""
    return csv_lines(_rows(order))


def _rows(order: SubscriberImport) -> Iterator[Sequence[object]]:
    yield [_("line"), _("value"), _("what is wrong")]
    bad = order.rows.filter(~Q(problem="") | Q(same_as__isnull=False)).order_by("line")
    through = 0
    while found := list(bad.filter(line__gt=through)[:_RANGE]):
        through = found[-1].line
        for row in found:
            if row.problem:
                yield [row.line, row.value, row.problem]
            else:
                yield [row.line, row.address, _("The same address as in line %(line)d.") % {"line": row.same_as}]
