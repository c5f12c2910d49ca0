"""Make a key to sign mail with, and say what to publish."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from delivery.signing.keys import LEAST_RSA_BITS, SigningKey, is_selector

_LONGEST_STRING = 255


class Command(BaseCommand):
    """Writes the private key to a new file that only its owner may read; prints the DNS record, never the key."""

    help = "Make a DKIM key: writes the private key to a file and prints the DNS record to publish."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, place and kind of the key."""
        parser.add_argument("selector", help="name of the key in the DNS, for example 2026a")
        parser.add_argument("file", type=Path, help="where the private key goes; must not exist")
        parser.add_argument("--kind", choices=["rsa", "ed25519"], default="rsa", help="default: rsa")
        parser.add_argument(
            "--bits", type=int, choices=[LEAST_RSA_BITS, 3072, 4096], default=LEAST_RSA_BITS, help="size of an RSA key"
        )

    def handle(self, *_args: Any, selector: str, file: Path, kind: str, bits: int, **_options: Any) -> None:
        """Make the key; raise `CommandError` for a selector that is none or a file that cannot be made anew."""
        if not is_selector(selector):
            raise CommandError("A selector is made of letters, digits and hyphens, with dots between its parts.")
        private = Ed25519PrivateKey.generate() if kind == "ed25519" else generate_private_key(65537, bits)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                target.write(pem)
        except FileExistsError as error:
            raise CommandError(f"{file} exists already; nothing was overwritten.") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        record = SigningKey(selector, private).record
        strings = [record[at : at + _LONGEST_STRING] for at in range(0, len(record), _LONGEST_STRING)]
        self.stdout.write(f"The private key is in {file}. Publish this record, then name the key to the workers:\n\n")
        self.stdout.write(f"{selector}._domainkey.{settings.MAIL_DOMAIN}. TXT " + " ".join(f'"{s}"' for s in strings))
        self.stdout.write(f"\nDKIM_KEYS={selector}={file.resolve()}")
