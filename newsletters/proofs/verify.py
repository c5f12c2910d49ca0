"""Check an exported proof without the site: `python -m newsletters.proofs.verify FILE [--root HEX]`.

Needs Python and this folder, no database, no settings, no network. Ends with 0 when everything fits, else with 1.
"""

import argparse
import hmac
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from newsletters.proofs.leaves import leaf_bytes, recipient_digest
from newsletters.proofs.tree import leaf_hash, root_from_path, root_of

ISSUE_FORMAT = "proof-of-sending/1"
RECIPIENT_FORMAT = "proof-of-sending-to-one/1"


class ProofError(ValueError):
    """The file proves nothing; the message says what does not fit."""


def verify(proof: Any, *, root: str = "") -> str:
    """Return in one sentence what a proof shows; raise `ProofError` when it does not.

    `root`, 64 hexadecimal digits, is the one noted elsewhere when the issue was sent; without it the file can only
    agree with itself.
    """
    if not isinstance(proof, dict):
        raise ProofError("This is no proof: it is not a JSON object.")
    if root and not hmac.compare_digest(str(proof.get("root", "")), root.strip().lower()):
        raise ProofError("The file's root is not the one that was noted elsewhere.")
    try:
        if proof.get("format") == ISSUE_FORMAT:
            return _verify_issue(proof)
        if proof.get("format") == RECIPIENT_FORMAT:
            return _verify_recipient(proof)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, ProofError):
            raise
        raise ProofError(f"The file is damaged: {error}") from error
    raise ProofError("This is no proof: its format is unknown.")


def _verify_issue(proof: dict[str, Any]) -> str:
    leaves = proof["leaves"]
    if len(leaves) != proof["size"]:
        raise ProofError(f"The file has {len(leaves)} leaves and says {proof['size']}.")
    found = root_of(leaf_hash(leaf_bytes(leaf)) for leaf in leaves).hex()
    if found != proof["root"]:
        raise ProofError(f"The leaves lead to the root {found}, not to {proof['root']}: something was changed.")
    counts = Counter(leaf["state"] for leaf in leaves)
    told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "no message"
    return f"The proof holds: {told}; root {found}."


def _verify_recipient(proof: dict[str, Any]) -> str:
    leaf = proof["leaf"]
    if recipient_digest(bytes.fromhex(proof["key"]), proof["address"]) != leaf["recipient"]:
        raise ProofError("The leaf is not this recipient's.")
    path = [bytes.fromhex(step) for step in proof["path"]]
    found = root_from_path(leaf_hash(leaf_bytes(leaf)), proof["index"], proof["size"], path)
    if found is None or found.hex() != proof["root"]:
        raise ProofError("The path does not lead from this leaf to the root.")
    return f"The proof holds: {leaf['state']} at {leaf['at']}; content {leaf['content']}; root {proof['root']}."


def main(arguments: list[str] | None = None) -> int:
    """Check the file named on the command line and say what it shows."""
    parser = argparse.ArgumentParser(description="Check a proof of sending without the site that made it.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--root", default="", help="the root that was noted elsewhere, 64 hexadecimal digits")
    options = parser.parse_args(arguments)
    try:
        proof = json.loads(options.file.read_text(encoding="utf-8"))
        sys.stdout.write(verify(proof, root=options.root) + "\n")
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        sys.stderr.write(f"The file cannot be read: {error}\n")
        return 1
    except ProofError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
