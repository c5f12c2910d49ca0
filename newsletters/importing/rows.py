"""Clean one record of a file, or say in words what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.api import clean_email, clean_name, clean_zip_code
from newsletters.importing.columns import ADDRESS, CONSENTED_ON, FIRST_NAME, LAST_NAME, ZIP_CODE
from newsletters.importing.limits import LONGEST_CELL
from newsletters.models import SubscriberImport

_FORMULA: Final = ("=", "+", "@")
_EARLIEST: Final = date(1995, 1, 1)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_SLASHES: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")
_KEPT_OF_VALUE: Final = 300


@dataclass(frozen=True)
class Reading:
    """How records are read: which column means what, how dates are written, which day counts where none is given."""

    columns: Mapping[str, int]
    width: int
    date_order: str
    today: date


@dataclass(frozen=True)
class CleanRow:
    """A record ready to be staged; with a `problem`, only the line and the faulty `value` are set."""

    line: int
    address: str = ""
    first_name: str = ""
    last_name: str = ""
    zip_code: str = ""
    consented_on: date | None = None
    problem: str = ""
    value: str = ""


class _FaultyError(Exception):
    def __init__(self, problem: str, value: str) -> None:
        super().__init__(problem)
        self.problem, self.value = problem, value


def clean_record(line: int, cells: Sequence[str], reading: Reading) -> CleanRow:
    """Return the record cleaned, or with its first problem; never raises for what a file can hold."""
    try:
        _check_width(cells, reading.width)
        texts = {meaning: _text(cells, place) for meaning, place in reading.columns.items()}
        return CleanRow(
            line=line,
            address=_checked(clean_email, texts[ADDRESS]),
            first_name=_checked(clean_name, texts.get(FIRST_NAME, "")),
            last_name=_checked(clean_name, texts.get(LAST_NAME, "")),
            zip_code=_checked(clean_zip_code, _with_leading_zeros(texts.get(ZIP_CODE, ""))),
            consented_on=_day(texts[CONSENTED_ON], reading) if CONSENTED_ON in texts else None,
        )
    except _FaultyError as fault:
        return CleanRow(line=line, problem=fault.problem[:300], value=_storable(fault.value))


def read_day(text: str, date_order: str) -> date | None:
    """Return the day a text names, as 2025-03-31 or with slashes in the given order; `None` for anything else."""
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _SLASHES.fullmatch(text):
        first, second, year = (int(part) for part in match.groups())
        month, day = (second, first) if date_order == SubscriberImport.DateOrder.DAY_FIRST else (first, second)
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _check_width(cells: Sequence[str], width: int) -> None:
    if any(cell.strip() for cell in cells[width:]):
        raise _FaultyError(
            _("The row has %(count)s cells, the headings are %(width)s. Put texts with separators in quotes.")
            % {"count": len(cells), "width": width},
            "",
        )


def _text(cells: Sequence[str], place: int) -> str:
    text = cells[place].strip() if place < len(cells) else ""
    if "\x00" in text:
        raise _FaultyError(_("The row contains a NUL character."), text)
    if text.startswith(_FORMULA):
        raise _FaultyError(_("This is a spreadsheet formula. Save the file with values."), text)
    if len(text) > LONGEST_CELL:
        raise _FaultyError(_("The cell is longer than %(limit)s characters.") % {"limit": LONGEST_CELL}, text)
    return text


def _checked(clean: Callable[[str], str], text: str) -> str:
    try:
        return clean(text)
    except ValidationError as error:
        raise _FaultyError(" ".join(error.messages), text) from error


def _with_leading_zeros(text: str) -> str:
    """Spreadsheets take 02139 for a number and drop its zero."""
    return text.zfill(5) if text.isascii() and text.isdecimal() and len(text) in {3, 4} else text


def _day(text: str, reading: Reading) -> date:
    if not text:
        raise _FaultyError(_("The row does not say when the person agreed."), text)
    day = read_day(text, reading.date_order)
    if day is None:
        raise _FaultyError(_("This is not a date like 2025-03-31 or with slashes in the order you chose."), text)
    if not _EARLIEST <= day <= reading.today:
        raise _FaultyError(_("The day of consent lies in the future or before 1995."), text)
    return day


def _storable(text: str) -> str:
    whole = text.encode("utf-8", "replace").decode()
    return whole.replace("\x00", "\N{REPLACEMENT CHARACTER}")[:_KEPT_OF_VALUE]
