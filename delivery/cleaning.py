r"""Values other people wrote, made safe to stand in a header or a text.

Python 3.11 takes `\x0b \x0c \x1c-\x1e \x85 U+2028 U+2029` for line breaks when it parses mail, so one of
them in a name ends a header early. Lone surrogates cannot be encoded. Bidirectional controls can make
a name read as another.
"""

import re

_LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_NEW_LINES = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SEPARATORS = re.compile("[\x0b\x0c\x1c\x1d\x1e]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_HEADER_MARKS = re.compile("[\u200e\u200f\u061c]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def clean_header_value(value: str) -> str:
    """Return the value as one line that no parser can take for two, with white space collapsed.

    Control and bidirectional characters go, line breaks of every kind become a space, lone
    surrogates become U+FFFD.
    """
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    value = _SURROGATES.sub("\ufffd", value)
    value = _CONTROLS.sub("", _LINE_BREAKS.sub(" ", value))
    return _SPACES.sub(" ", _HEADER_MARKS.sub("", value)).strip()


def clean_text_value(value: str) -> str:
    """Return the value with its lines kept, each ended by a single newline, and controls removed."""
    if value.isascii() and value.isprintable():
        return value
    value = _SURROGATES.sub("\ufffd", value)
    return _CONTROLS.sub("", _SEPARATORS.sub(" ", _NEW_LINES.sub("\n", value)))
