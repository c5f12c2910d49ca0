"""Reads delimited text that staff upload: which separator it uses, and what no figure or name may look like."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

SEPARATORS = {",": _("comma"), ";": _("semicolon"), "\t": _("tab")}
FORMULA_STARTS = ("=", "+", "@")


class DelimitedTextError(ValueError):
    """The text cannot be read; the message names the line."""


def decoded(data: bytes) -> str:
    """The text of a file; raises DelimitedTextError for what is not UTF-8 text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DelimitedTextError(_("The file is not UTF-8 text: byte %(byte)s.") % {"byte": error.start}) from error
    if "\x00" in text:
        raise DelimitedTextError(_("The file contains NUL characters: it is not a CSV file."))
    return text


def separator_of(text: str) -> str:
    """The separator of the header line; raises DelimitedTextError where it mixes two of them."""
    header = next(iter(text.splitlines()), "")
    outside_quotes = "".join(header.split('"')[::2])
    found = [separator for separator in SEPARATORS if separator in outside_quotes]
    if len(found) > 1:
        names = ", ".join(str(SEPARATORS[separator]) for separator in found)
        raise DelimitedTextError(_("The first line mixes separators (%(names)s). Use one of them.") % {"names": names})
    return found[0] if found else ","


def other_separator_in(cells: list[str], separator: str) -> str:
    """The name of another separator where a whole line was written with it; empty where it was not."""
    if len(cells) == 1:
        for other, name in SEPARATORS.items():
            if other != separator and other in cells[0]:
                return str(name)
    return ""


def lines_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line's number and trimmed cells; empty lines are left out.

    Raises DelimitedTextError for text that is not valid CSV, for a line with another separator or another number
    of cells than the header, and for a cell that a spreadsheet would run as a formula.
    """
    separator = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    width = 0
    try:
        for raw in reader:
            cells = [cell.strip() for cell in raw]
            if not any(cells):
                continue
            width = width or len(cells)
            _check(reader.line_num, cells, width, separator)
            yield reader.line_num, cells
    except csv.Error as error:
        message = _("Line %(line)s is not valid CSV: %(error)s")
        raise DelimitedTextError(message % {"line": reader.line_num, "error": error}) from error


def _check(line: int, cells: list[str], width: int, separator: str) -> None:
    if len(cells) != width:
        if name := other_separator_in(cells, separator):
            message = _("Line %(line)s uses another separator (%(name)s) than the first line.")
            raise DelimitedTextError(message % {"line": line, "name": name})
        message = _(
            "Line %(line)s has %(count)s cells, the first line has %(width)s. Put texts with separators in quotes."
        )
        raise DelimitedTextError(message % {"line": line, "count": len(cells), "width": width})
    for cell in cells:
        if cell.startswith(FORMULA_STARTS):
            raise DelimitedTextError(
                _("Line %(line)s holds a spreadsheet formula: %(cell)s. Export the values.")
                % {"line": line, "cell": cell[:40]}
            )
