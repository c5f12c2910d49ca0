"""What signing costs: throwaway keys, and the processor time of one signature on the letter of the benchmark."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from delivery.signing.keys import SigningKey
from delivery.signing.signature import signed

MESSAGES: Final = 300


def throwaway_keys() -> tuple[SigningKey, SigningKey]:
    """Return an Ed25519 key and an RSA key of 2048 bits."""
    return SigningKey("ed25519", Ed25519PrivateKey.generate()), SigningKey("rsa", generate_private_key(65537, 2048))


def microseconds_per_message(message: bytes, keys: tuple[SigningKey, ...]) -> float:
    """Return the processor time of signing one message with all the keys."""
    from django.utils import timezone

    at = timezone.now()
    start = time.process_time()
    for _ in range(MESSAGES):
        signed(message, domain="mail.example.org", keys=keys, at=at)
    return (time.process_time() - start) / MESSAGES * 1e6


@contextmanager
def signing_senders(keys: tuple[SigningKey, ...]) -> Iterator[None]:
    """Let sender processes started inside sign with the keys, given to them as an operator would."""
    with tempfile.TemporaryDirectory() as folder:
        entries = []
        for key in keys:
            file = Path(folder) / key.selector
            file.write_bytes(key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            entries.append(f"{key.selector}={file}")
        before = os.environ.get("DKIM_KEYS")
        os.environ["DKIM_KEYS"] = ",".join(entries)
        try:
            yield
        finally:
            del os.environ["DKIM_KEYS"]
            if before is not None:
                os.environ["DKIM_KEYS"] = before
