"""Make the proof of a sending when it has ended, keep it, and export it."""

import json
import secrets
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from delivery.api import Mailing, MessageAtRest, messages_at_rest
from newsletters.models import IssueSending, ProofPart, SendingProof
from newsletters.proofs.leaves import leaf_bytes, leaf_key, recipient_digest
from newsletters.proofs.tree import audit_path, leaf_hash, root_of
from newsletters.proofs.verify import ISSUE_FORMAT, RECIPIENT_FORMAT

LEAVES_PER_PART: Final = 5_000


def prove_ended_sendings() -> int:
    """Make the proof of every sending that has ended and has none; return how many were made.

    Each is made once: whoever runs this at the same time finds the sending locked or its proof there.
    """
    made = 0
    ended = IssueSending.objects.filter(
        state__in=[IssueSending.State.SENT, IssueSending.State.CANCELLED], mailing_id__isnull=False, proof=None
    )
    for pk in list(ended.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            sending = (
                IssueSending.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, proof=None).first()
            )
            if sending is not None and _is_at_rest(sending):
                _make(sending)
                made += 1
    return made


def _is_at_rest(sending: IssueSending) -> bool:
    return Mailing.objects.filter(pk=sending.mailing_id or 0, status__in=["finished", "cancelled"]).exists()


def _make(sending: IssueSending) -> SendingProof:
    key = secrets.token_bytes(32)
    proof = SendingProof.objects.create(sending=sending, root="", size=0, key=key, made_at=timezone.now())
    size = 0

    def hashes() -> Iterator[bytes]:
        nonlocal size
        part: list[bytes] = []
        number = 0
        for message in messages_at_rest(sending.mailing_id or 0):
            leaf = leaf_bytes(_leaf(message, key, size))
            size += 1
            part.append(leaf)
            if len(part) == LEAVES_PER_PART:
                _keep(proof, number, part)
                part, number = [], number + 1
            yield leaf_hash(leaf)
        if part:
            _keep(proof, number, part)

    proof.root = root_of(hashes()).hex()
    proof.size = size
    proof.save(update_fields=["root", "size"])
    log(sending.issue, "newsletters.prove", data={"root": proof.root, "messages": size})
    return proof


def _leaf(message: MessageAtRest, key: bytes, index: int) -> dict[str, Any]:
    return {
        "recipient": recipient_digest(leaf_key(key, index), message.recipient_key),
        "content": message.message_digest,
        "state": message.state,
        "code": message.reply_code,
        "enhanced": message.enhanced_code,
        "at": message.settled_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


def _keep(proof: SendingProof, number: int, leaves: list[bytes]) -> None:
    ProofPart.objects.create(proof=proof, number=number, content=zlib.compress(b"\n".join(leaves)))


def leaves_of(proof: SendingProof) -> Iterator[bytes]:
    """Yield the leaves of a proof in their order, a part in memory at a time."""
    for part in ProofPart.objects.filter(proof=proof).order_by("number").iterator(chunk_size=1):
        yield from zlib.decompress(bytes(part.content)).split(b"\n")


def exported(proof: SendingProof) -> Iterator[str]:
    """Yield the whole proof as one JSON document, line by line; the key is never part of it."""
    head = {"format": ISSUE_FORMAT, **_about(proof)}
    yield json.dumps(head, indent=1)[:-2] + ',\n "leaves": [\n'
    before = "  "
    for leaf in leaves_of(proof):
        yield before + leaf.decode("ascii")
        before = ",\n  "
    yield "\n ]\n}\n"


def _about(proof: SendingProof) -> dict[str, Any]:
    return {
        "issue": proof.sending.issue.title,
        "newsletter": proof.sending.newsletter.name,
        "made_at": proof.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "root": proof.root,
        "size": proof.size,
    }


def proof_for(proof: SendingProof, address: str) -> dict[str, Any] | None:
    """Return the proof of what one recipient was sent, for them to check; nothing if they were not among them.

    Also nothing once the key is destroyed. It opens their leaf and no other.
    """
    if proof.key is None:
        return None
    key = bytes(proof.key)
    hashes: list[bytes] = []
    found: tuple[int, dict[str, Any]] | None = None
    for index, line in enumerate(leaves_of(proof)):
        hashes.append(leaf_hash(line))
        if found is None:
            leaf = json.loads(line)
            if leaf["recipient"] == recipient_digest(leaf_key(key, index), address):
                found = (index, leaf)
    if found is None:
        return None
    index, leaf = found
    return {
        "format": RECIPIENT_FORMAT,
        **_about(proof),
        "address": address.strip().lower(),
        "key": leaf_key(key, index).hex(),
        "index": index,
        "leaf": leaf,
        "path": [step.hex() for step in audit_path(index, hashes)],
    }


def destroy_old_keys(now: datetime | None = None) -> int:
    """Destroy the keys of proofs as old as the outbox remembers its recipients; return how many."""
    before = (now or timezone.now()) - timedelta(days=settings.DELIVERY_RETENTION_DAYS)
    return SendingProof.objects.filter(made_at__lt=before, key__isnull=False).update(key=None)
