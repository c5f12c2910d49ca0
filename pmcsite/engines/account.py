"""Which account of this machine runs the private servers.

PostgreSQL refuses to run as root. Started as root, the servers therefore run as an unprivileged account;
started by anyone else, they run as that person.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmcsite import environment
from pmcsite.engines.failures import EngineError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account to run servers as; `switch` says whether we must become it first."""

    user_id: int
    group_id: int
    switch: bool

    def popen_arguments(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make a child run as this account."""
        if not self.switch:
            return {}
        return {"user": self.user_id, "group": self.group_id, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand a file or folder of ours to this account."""
        if self.switch:
            os.chown(path, self.user_id, self.group_id)

    def can_reach(self, path: Path) -> bool:
        """Whether this account may enter the folder `path` as the modes above it stand."""
        if not self.switch:
            return True
        try:
            answer = subprocess.run(
                ["/bin/sh", "-c", 'test -x "$0"', str(path)],
                cwd="/",
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **self.popen_arguments(),
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineError(
                "PostgreSQL refuses to run as root, and this root may not become another user. "
                "Run as an ordinary user, or set DATABASE_URL and REDIS_URL to servers of your own."
            ) from error
        return answer.returncode == 0


def current() -> Account:
    """Return the account for servers started now; `ENGINES_USER` names one to use under root.

    Raises `EngineError` when root finds no unprivileged account.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    wanted = environment.text("ENGINES_USER")
    for name in [wanted] if wanted else CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise EngineError(
        f"PostgreSQL refuses to run as root, and there is no account {wanted or ' or '.join(CANDIDATES)} to run it as. "
        "Set ENGINES_USER to the name of an unprivileged account."
    )
