"""The private keys this site signs with: read from files that only the environment names, refused by name when weak.

RSA as in RFC 6376 with the sizes of RFC 8301, Ed25519 as in RFC 8463.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.core.exceptions import ImproperlyConfigured

LEAST_RSA_BITS: Final = 2048
# Verifiers need not read larger keys (RFC 8301, section 3.2).
MOST_RSA_BITS: Final = 4096
_LARGEST_FILE: Final = 20_000
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_SELECTOR: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)


@dataclass(frozen=True)
class SigningKey:
    """One private key and the selector under which receivers find its public half; printing it shows no secret."""

    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey = field(repr=False, compare=False)

    @property
    def algorithm(self) -> str:
        """The name of the algorithm in a signature."""
        return "rsa-sha256" if isinstance(self.private, RSAPrivateKey) else "ed25519-sha256"

    def sign(self, data: bytes) -> bytes:
        """Return the signature of canonical headers; Ed25519 signs their SHA-256 (RFC 8463, section 3)."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(data, PKCS1v15(), SHA256())
        return self.private.sign(hashlib.sha256(data).digest())

    @property
    def public(self) -> str:
        """The public half as it stands in the record's `p=`."""
        key = self.private.public_key()
        if isinstance(self.private, RSAPrivateKey):
            data = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            data = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(data).decode("ascii")

    @property
    def record(self) -> str:
        """The TXT record to publish under `<selector>._domainkey.<domain>`."""
        kind = "rsa" if isinstance(self.private, RSAPrivateKey) else "ed25519"
        return f"v=DKIM1; k={kind}; p={self.public}"


def is_selector(text: str) -> bool:
    """Whether a text can be a selector: labels of letters, digits and hyphens, joined by dots."""
    return _SELECTOR.fullmatch(text) is not None


def read_signing_keys(entries: Iterable[str]) -> tuple[SigningKey, ...]:
    """Return the keys of `selector=file` entries (PEM, without passphrase).

    Raises `ImproperlyConfigured` naming the selector for a file that cannot be read, a key of another kind or a
    weak one, and for a selector that is none or is named twice.
    """
    keys: dict[str, SigningKey] = {}
    for entry in entries:
        selector, equals, path = (part.strip() for part in entry.partition("="))
        if not equals or not path or not is_selector(selector):
            raise ImproperlyConfigured(f"DKIM_KEYS must be a list of selector=file, not {entry!r}.")
        if selector.lower() in keys:
            raise ImproperlyConfigured(f"DKIM_KEYS names the selector {selector} twice.")
        keys[selector.lower()] = SigningKey(selector, _read(selector, Path(path)))
    return tuple(keys.values())


def _read(selector: str, path: Path) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        with path.open("rb") as file:
            key = load_pem_private_key(file.read(_LARGEST_FILE), password=None)
    except OSError as error:
        raise ImproperlyConfigured(f"The key of {selector} in DKIM_KEYS cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(
            f"The key of {selector} in DKIM_KEYS is no private key in PEM form without a passphrase."
        ) from error
    if isinstance(key, Ed25519PrivateKey):
        return key
    if not isinstance(key, RSAPrivateKey):
        raise ImproperlyConfigured(f"The key of {selector} in DKIM_KEYS is neither RSA nor Ed25519.")
    if not LEAST_RSA_BITS <= key.key_size <= MOST_RSA_BITS:
        raise ImproperlyConfigured(
            f"The RSA key of {selector} in DKIM_KEYS has {key.key_size} bits: weak below {LEAST_RSA_BITS}, and "
            f"above {MOST_RSA_BITS} receivers need not read it."
        )
    return key
