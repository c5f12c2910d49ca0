"""Sign a finished message with DKIM (RFC 6376), canonicalised relaxed/relaxed.

The canonical forms are made by whole-message `bytes.replace`, not line by line: a message of ours has CRLF line ends
only, so white space shrinks the same way everywhere.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from delivery.signing.keys import SigningKey

# What a signature covers, where a message has it (RFC 6376, section 5.4.1); List-Unsubscribe and its Post are
# a duty (RFC 8058, section 4). Provider tags are not among them: relays take those out.
SIGNED: Final = (
    b"from",
    b"to",
    b"cc",
    b"reply-to",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"feedback-id",
    b"auto-submitted",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
)
# Named once more than they are there, so that nobody can add another (RFC 6376, section 8.15).
OVERSIGNED: Final = frozenset(
    [
        *(b"from", b"to", b"cc", b"reply-to", b"subject", b"date", b"message-id"),
        *(b"list-unsubscribe", b"list-unsubscribe-post", b"content-type", b"content-transfer-encoding"),
    ]
)
_NAMES_ON_A_LINE: Final = 4
_BASE64_ON_A_LINE: Final = 72


def signed(message: bytes, *, domain: str, keys: Sequence[SigningKey], at: datetime) -> bytes:
    """Return the message with one signature in front for each key; without keys, the message itself.

    The same message, key and second always give the same bytes. `message` must have CRLF line ends only and end in one.
    Raises `ValueError` for a message without From, which no signature could cover.
    """
    if not keys:
        return message
    head, _blank, body = message.partition(b"\r\n\r\n")
    names, covered = _covered(head)
    digest = base64.b64encode(hashlib.sha256(canonical_body(body)).digest()).decode("ascii")
    lines = [_signature(names, covered, digest, domain=domain, key=key, second=int(at.timestamp())) for key in keys]
    return b"".join([*lines, message])


def canonical_body(body: bytes) -> bytes:
    """Return a body in the relaxed form (RFC 6376, section 3.4.4): an empty one stays empty, any other ends in CRLF."""
    body = _one_space(body).replace(b" \r\n", b"\r\n").rstrip(b" ")
    end = len(body)
    while body.endswith(b"\r\n", 0, end):
        end -= 2
    return body[:end] + b"\r\n" if end else b""


def _one_space(text: bytes) -> bytes:
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text


def _covered(head: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """Return the names a signature lists and the canonical headers it covers (RFC 6376, section 3.4.2)."""
    unfolded = _one_space(head.replace(b"\r\n\t", b" ").replace(b"\r\n ", b" "))
    found: dict[bytes, list[bytes]] = {}
    for line in unfolded.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        found.setdefault(name.strip().lower(), []).append(value.strip(b" "))
    if b"from" not in found:
        raise ValueError("A message without From cannot be signed.")
    names: list[bytes] = []
    covered: list[bytes] = []
    for name in SIGNED:
        for value in reversed(found.get(name, ())):
            names.append(name)
            covered.append(b"%b:%b\r\n" % (name, value))
        if name in OVERSIGNED:
            names.append(name)
    return tuple(names), b"".join(covered)


def _signature(
    names: tuple[bytes, ...], covered: bytes, digest: str, *, domain: str, key: SigningKey, second: int
) -> bytes:
    unsigned = (
        f" v=1; a={key.algorithm}; c=relaxed/relaxed; d={domain};\r\n s={key.selector}; t={second};\r\n"
        f" h={_listed(names)};\r\n bh={digest};\r\n b="
    ).encode("ascii")
    # The only white space is a single space, after each fold too, so unfolding is all it takes.
    own = b"dkim-signature:" + unsigned.replace(b"\r\n ", b" ").strip(b" ")
    value = base64.b64encode(key.sign(covered + own))
    folded = b"\r\n ".join(value[at : at + _BASE64_ON_A_LINE] for at in range(0, len(value), _BASE64_ON_A_LINE))
    return b"DKIM-Signature:%b%b\r\n" % (unsigned, folded)


@lru_cache(maxsize=64)
def _listed(names: tuple[bytes, ...]) -> str:
    """Return names joined by colons, folded behind every few."""
    words = [name.decode("ascii") for name in names]
    lines = [":".join(words[at : at + _NAMES_ON_A_LINE]) for at in range(0, len(words), _NAMES_ON_A_LINE)]
    return ":\r\n ".join(lines)
