"""The Merkle tree of RFC 6962, section 2.1, over SHA-256: its root, audit paths, and their check.

Needs the standard library alone, so that a proof can be checked on any machine with Python.
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf; the prefix 0x00 keeps leaves and nodes apart."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes in their order, in one pass and with a stack of at most log2(n) hashes."""
    stack: list[tuple[int, bytes]] = []
    for each in hashes:
        level, current = 0, each
        while stack and stack[-1][0] == level:
            current = node_hash(stack.pop()[1], current)
            level += 1
        stack.append((level, current))
    if not stack:
        return EMPTY_ROOT
    root = stack.pop()[1]
    while stack:
        root = node_hash(stack.pop()[1], root)
    return root


def audit_path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Return the hashes that lead from a leaf to the root, the leaf's neighbour first (section 2.1.1).

    Raises `IndexError` for a leaf that is not there.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(f"There is no leaf {index} among {len(hashes)}.")
    path: list[bytes] = []
    first, last = 0, len(hashes)
    turns: list[bytes] = []
    while last - first > 1:
        middle = first + _largest_power_below(last - first)
        if index < middle:
            turns.append(root_of(hashes[middle:last]))
            last = middle
        else:
            turns.append(root_of(hashes[first:middle]))
            first = middle
    path.extend(reversed(turns))
    return path


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a leaf hash and its audit path lead to; nothing when the path has the wrong length.

    Follows RFC 9162, section 2.1.3.2, which spells out the check that RFC 6962 left to the reader.
    """
    if not 0 <= index < size:
        return None
    number, last, root = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            root = node_hash(step, root)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            root = node_hash(root, step)
        number >>= 1
        last >>= 1
    return root if last == 0 else None


def _largest_power_below(count: int) -> int:
    """Return the largest power of two smaller than a count of two or more."""
    return 1 << ((count - 1).bit_length() - 1)
