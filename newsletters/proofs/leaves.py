"""One leaf of a proof: what became of one message, without naming its recipient.

The recipient stands in it as an HMAC under a key of its own, derived from the issue's key and the leaf's place. With
that one key somebody can prove that a leaf is theirs; it says nothing about any other leaf. Needs the standard library
alone.
"""

import hashlib
import hmac
import json
from typing import Any

LEAF_FIELDS = ("at", "code", "content", "enhanced", "recipient", "state")


def leaf_bytes(leaf: dict[str, Any]) -> bytes:
    """Return the one way a leaf is written: its six fields as JSON, sorted, without blanks, in ASCII.

    `recipient`: HMAC-SHA256, hexadecimal; `content`: SHA-256 of the message's bytes, empty if none left; `state`: the
    outbox's word; `code` and `enhanced`: the receiving server's reply (RFC 5321, RFC 3463), null and empty if none;
    `at`: when it came to rest, ISO 8601 in UTC. Raises `ValueError` for other fields.
    """
    if tuple(sorted(leaf)) != LEAF_FIELDS:
        raise ValueError("A leaf has the fields " + ", ".join(LEAF_FIELDS) + ".")
    return json.dumps(leaf, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def leaf_key(issue_key: bytes, index: int) -> bytes:
    """Return the key of one leaf."""
    return hmac.new(issue_key, b"leaf:%d" % index, hashlib.sha256).digest()


def recipient_digest(key: bytes, address: str) -> str:
    """Return what stands for an address in the leaf with that key; letter case and outer blanks do not matter."""
    return hmac.new(key, address.strip().lower().encode(), hashlib.sha256).hexdigest()
