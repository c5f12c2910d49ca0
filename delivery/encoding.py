"""Turn text into the bytes that stand in a message: escaping, quoted-printable, folded headers.

Bodies are quoted-printable throughout: lines are short whatever the text, a line never starts with
a dot (so what is stored, signed and shown is what goes over the wire: dot-stuffing changes nothing),
and no relay has a reason to re-encode and break a signature. A slot's value is encoded by itself
between two soft line breaks, which is what makes filling cheap.
"""

import base64
import html
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from delivery.cleaning import clean_header_value, clean_text_value
from delivery.content import MailingContentError
from delivery.slots import Context

_SOFT_BREAK = "=\r\n"
_LONGEST_LINE = 75
_HARMLESS = re.compile(r"[!-<>-~](?:[ -<>-~]{0,70}[!-<>-~])?")
_QUOTED = {byte: f"={byte:02X}" for byte in range(256)}
_PLAIN_BYTES = (frozenset(range(33, 127)) - {61}) | {9, 32}
_QUOTED_UNLESS_PLAIN = {byte: quoted for byte, quoted in _QUOTED.items() if byte not in _PLAIN_BYTES}
_ATOM_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_PHRASE_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_LONGEST_HEADER_WORD = 70
_LONGEST_HEADER_LINE = 76
_ENCODED_WORD_BYTES = 39
LONGEST_DISPLAY_NAME = 120
LONGEST_SUBJECT_VALUE = 200
_SHORT = 100


def escape(value: str, context: Context) -> str:
    """Return a slot's value as it must read in its surroundings, before it is encoded.

    A web address that is not http, https, mailto or tel becomes `#`; line breaks in HTML text become
    `<br>`; a value in the middle of a web address is percent-encoded.
    """
    if context is Context.HEADER:
        value = clean_header_value(value)
        return value if len(value) <= LONGEST_SUBJECT_VALUE else value[: LONGEST_SUBJECT_VALUE - 1].rstrip() + "…"
    value = clean_text_value(value)
    if context is Context.PLAIN:
        return value
    if context is Context.HTML_TEXT:
        return html.escape(value).replace("\n", "<br>\n")
    one_line = " ".join(value.split())
    if context is Context.HTML_URL:
        return html.escape(one_line if safe_link(one_line) else "#")
    if context is Context.HTML_URL_PART:
        return quote(value.strip(), safe="")
    return html.escape(one_line)


def safe_link(address: str) -> bool:
    """Whether a web address may stand in a link of a mail."""
    try:
        return urlsplit(address).scheme in {"http", "https", "mailto", "tel"}
    except ValueError:
        return False


def unsubscribe_link(address: str) -> str:
    """Return an unsubscribe address that can stand in a header as it is; raise `MailingContentError` otherwise."""
    if address and not (
        address.isascii()
        and address.isprintable()
        and " " not in address
        and safe_link(address)
        and not set(address) & {"<", ">"}
    ):
        raise MailingContentError("An unsubscribe address must be a web address in plain ASCII.")
    return address


def encode_value(value: str) -> str:
    """Return a value in quoted-printable, to stand between two soft line breaks."""
    if _HARMLESS.fullmatch(value) and value[0] != "." and not value.startswith("From "):
        return value
    return encode_text(value)


def slot_bytes(value: str, context: Context) -> bytes:
    """Return a slot's value as it stands in the finished body: escaped for its surroundings, then encoded.

    Short values are remembered for a while: towns and first names come again and again in a mailing.
    """
    return _remembered(value, context) if len(value) <= _SHORT else _slot_bytes(value, context)


def _slot_bytes(value: str, context: Context) -> bytes:
    return encode_value(escape(value, context)).encode("ascii")


_remembered = lru_cache(maxsize=8_192)(_slot_bytes)


def encode_text(text: str) -> str:
    """Return text in quoted-printable (RFC 2045), its newlines as CRLF, no line starting with a dot."""
    lines = [_encode_line(line) for line in text.split("\n")]
    return "\r\n".join(lines)


def _encode_line(line: str) -> str:
    if _HARMLESS.fullmatch(line) and line[0] != "." and not line.startswith("From "):
        return line
    quoted = line.encode("utf-8", "replace").decode("latin-1").translate(_QUOTED_UNLESS_PLAIN)
    if quoted[-1:] in {" ", "\t"}:
        quoted = quoted[:-1] + _QUOTED[ord(quoted[-1])]
    lines: list[str] = []
    while True:
        # A line may not start with a dot, and "From " at its start would be changed by some servers.
        if quoted[:1] in {".", "F"}:
            quoted = _QUOTED[ord(quoted[0])] + quoted[1:]
        if len(quoted) <= _LONGEST_LINE:
            lines.append(quoted)
            return _SOFT_BREAK.join(lines)
        end = _LONGEST_LINE
        escape_at = quoted.rfind("=", end - 2, end)
        end = escape_at if escape_at >= 0 else end
        lines.append(quoted[:end])
        quoted = quoted[end:]


def _encoded_words(text: str) -> list[str]:
    words: list[str] = []
    chunk = b""
    for character in text:
        data = character.encode("utf-8", "replace")
        if len(chunk) + len(data) > _ENCODED_WORD_BYTES:
            words.append(f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=")
            chunk = b""
        chunk += data
    words.append(f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=")
    return words


def _fold(name: str, words: list[str]) -> str:
    lines: list[str] = []
    line = f"{name}:"
    for index, word in enumerate(words):
        if index and len(line) + 1 + len(word) > _LONGEST_HEADER_LINE:
            lines.append(line)
            line = f" {word}"
        else:
            line += f" {word}"
    lines.append(line)
    return "\r\n".join(lines) + "\r\n"


def header(name: str, value: str) -> str:
    """Return an unstructured header line, folded, encoded (RFC 2047) when it is not plain ASCII."""
    value = clean_header_value(value)
    is_short = len(value) <= min(_LONGEST_HEADER_WORD, _LONGEST_HEADER_LINE - 2 - len(name))
    if is_short and value.isascii() and "=?" not in value:
        return f"{name}: {value}\r\n"
    words = value.split(" ")
    plain = value.isascii() and "=?" not in value and all(len(word) <= _LONGEST_HEADER_WORD for word in words)
    return _fold(name, words if plain else _encoded_words(value))


def raw_header(name: str, value: str) -> str:
    """Return a structured header line whose value is ASCII and must not be encoded, folded at spaces."""
    return _fold(name, clean_header_value(value).encode("ascii", "ignore").decode("ascii").split(" "))


def mailbox_header(name: str, display_name: str, address: str) -> str:
    """Return a header with one mailbox, such as `From`, the display name quoted or encoded as needed."""
    is_short = len(name) + len(display_name) + len(address) <= _LONGEST_HEADER_LINE - 5
    if is_short and _ATOM_PHRASE.fullmatch(display_name) and "=?" not in display_name:
        return f"{name}: {display_name} <{address}>\r\n"
    display_name = shorten_display_name(display_name)
    return _fold(name, [*_display_name(display_name), f"<{address}>"] if display_name else [address])


def shorten_display_name(name: str) -> str:
    """Return a name fit to stand in an address header: one clean line of at most 120 characters."""
    name = clean_header_value(name)
    return name if len(name) <= LONGEST_DISPLAY_NAME else name[: LONGEST_DISPLAY_NAME - 1].rstrip() + "…"


def _display_name(name: str) -> list[str]:
    """Return the words of a display name: atoms or a quoted string when ASCII, else encoded where needed.

    Each run of words that are not plain becomes one encoded word with its spaces inside. A run of more than
    45 bytes of another script makes that word longer than the 75 characters of RFC 2047: two words
    in a row would be right too, but Python's own parser (before 3.13) puts a space between them, while
    no reader we know of minds the length.
    """
    if name.isascii() and "=?" not in name and len(name) <= _LONGEST_HEADER_WORD:
        if _ATOM_PHRASE.fullmatch(name):
            return name.split(" ")
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return [f'"{escaped}"']
    words: list[str] = []
    run: list[str] = []
    for word in name.split(" "):
        if _ATOM.fullmatch(word) and not word.startswith("=?") and len(word) <= _LONGEST_HEADER_WORD:
            words.extend([_encoded_phrase(" ".join(run))] if run else [])
            words.append(word)
            run = []
        else:
            run.append(word)
    words.extend([_encoded_phrase(" ".join(run))] if run else [])
    return words


def _encoded_phrase(text: str) -> str:
    data = text.encode("utf-8", "replace")
    quoted = "".join("_" if byte == 32 else chr(byte) if byte in _PHRASE_BYTES else _QUOTED[byte] for byte in data)
    based = base64.b64encode(data).decode("ascii")
    return f"=?utf-8?q?{quoted}?=" if len(quoted) <= len(based) else f"=?utf-8?b?{based}?="
