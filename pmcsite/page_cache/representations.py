"""The forms in which one page is kept and sent: as it is, and compressed by gzip and by Brotli.

An entity tag is `"<time>-<length>"` in hexadecimal, as nginx forms it from a file. The time is not one: it is made of
the content's hash and set on the file, so that equal tags mean equal bytes, also when a page changes twice within a
second, and nginx and this program give the same tag. `Last-Modified` would show it, and is not sent.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass

import brotli

GZIP_LEVEL = 6
BROTLI_QUALITY = 5
SMALLEST_COMPRESSED = 200
ENDINGS = {"br": ".br", "gzip": ".gz", "identity": ""}
"""The ending of each form's file, the best form first."""

_TIME_BASE, _TIME_BITS = 1 << 30, 29


@dataclass(frozen=True)
class Representation:
    """One form of a page."""

    encoding: str
    body: bytes
    time: int

    @property
    def etag(self) -> str:
        """The strong entity tag (RFC 9110, section 8.8.3), with its quotes."""
        return f'"{self.time:x}-{len(self.body):x}"'


def representation(encoding: str, body: bytes) -> Representation:
    """A form with the time that stands for its content."""
    digest = int.from_bytes(hashlib.sha256(body).digest()[:8], "big")
    return Representation(encoding, body, _TIME_BASE + digest % (1 << _TIME_BITS))


def representations(body: bytes) -> dict[str, Representation]:
    """All forms of a body, the best first; a small body has only one."""
    forms = {}
    if len(body) >= SMALLEST_COMPRESSED:
        forms["br"] = representation("br", brotli.compress(body, quality=BROTLI_QUALITY))
        forms["gzip"] = representation("gzip", gzip.compress(body, GZIP_LEVEL, mtime=0))
    forms["identity"] = representation("identity", body)
    return forms


_REFUSED = re.compile(r"(?:^|,)\s*(br|gzip|\*)\s*;\s*q\s*=\s*0(?:\.0*)?\s*(?=,|$)")
_NAMED = re.compile(r"(?:^|,)\s*(br|gzip|\*)\s*(?=[;,]|$)")


def accepted(header: str) -> tuple[str, ...]:
    """The encodings a visitor's `Accept-Encoding` takes, the best first; bytes as they are always come last.

    Browsers send no other weight than none and zero, so every weight but zero counts as one.
    """
    header = header.lower()
    refused = set(_REFUSED.findall(header))
    named = set(_NAMED.findall(header)) - refused
    if "*" in named:
        named |= {"br", "gzip"} - refused
    return (*(name for name in ("br", "gzip") if name in named), "identity")
