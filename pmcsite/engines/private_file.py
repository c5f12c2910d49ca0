"""Files that only one account may read, written without following a planted symbolic link."""

import os
from pathlib import Path
from typing import IO

from pmcsite.engines.account import Account


def write(path: Path, text: str, account: Account | None = None) -> None:
    """Write a file with mode 0600, replacing its content, and hand it to `account` if given."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, 0o600)
        if account is not None and account.switch:
            os.fchown(descriptor, account.user_id, account.group_id)
        file.write(text)


def open_log(path: Path, limit_bytes: int) -> IO[bytes]:
    """Open a log for appending with mode 0600; one that grew past the limit starts afresh."""
    if path.exists() and path.stat().st_size > limit_bytes:
        path.unlink()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    return os.fdopen(descriptor, "ab")
