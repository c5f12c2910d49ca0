"""One private Redis server: started, recovered after a crash, and ended.

Nothing in Redis is the only copy of anything (rows in PostgreSQL are the truth), so a damaged file is set
aside rather than mourned.
"""

import contextlib
import secrets
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import redis

from pmcsite.engines import children, ports, private_file
from pmcsite.engines.account import Account
from pmcsite.engines.failures import EngineError
from pmcsite.engines.programs import Programs

START_SECONDS = 60
STOP_SECONDS = 15
DATABASES = 128


@dataclass
class RedisServer:
    """A server in `folder` (ours alone) on a loopback port, run as `account`."""

    folder: Path
    account: Account
    programs: Programs
    durable: bool = True
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    @property
    def password(self) -> str:
        """The generated password, kept with mode 0600."""
        return (self.folder / "password").read_text().strip()

    @property
    def url(self) -> str:
        """The server's address for `REDIS_URL`."""
        return f"redis://:{self.password}@{ports.LOOPBACK}:{self.port}/0"

    def prepare(self) -> None:
        """Create the folder and password, and end a server that outlived a killed supervisor."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.account.own(self.folder)
        password = self.folder / "password"
        if not password.exists() or not password.read_text().strip():
            private_file.write(password, secrets.token_urlsafe(32), self.account)
        end_leftover(self.folder)

    def start(self, port: int) -> None:
        """Start the server on a port; `wait_until_ready` tells whether it came up."""
        self.port = port
        configuration = self.folder / "redis.conf"
        private_file.write(
            configuration,
            "\n".join(
                [
                    f"port {port}",
                    f"bind {ports.LOOPBACK}",
                    f"requirepass {self.password}",
                    f'dir "{self.folder}"',
                    f"databases {DATABASES}",
                    "daemonize no",
                    "maxmemory-policy noeviction",
                    f"appendonly {'yes' if self.durable else 'no'}",
                    "appendfsync everysec",
                    'save ""',
                    "stop-writes-on-bgsave-error no",
                    "loglevel warning",
                    "",
                ]
            ),
            self.account,
        )
        self.log.unlink(missing_ok=True)
        with private_file.open_log(self.log, 0) as output:
            self.process = children.start(
                [str(self.programs.redis_server), str(configuration)],
                account=self.account,
                environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                folder=self.folder,
                output=output,
                death_signal=signal.SIGTERM,
            )
        private_file.write(self.folder / "our.pid", str(self.process.pid))

    def wait_until_ready(self, pause: Callable[[float], None]) -> bool:
        """Wait until the server answers; `False` when it ended instead (a taken port, a damaged file)."""
        deadline = time.monotonic() + START_SECONDS
        with redis.Redis.from_url(self.url, socket_timeout=5, socket_connect_timeout=5) as client:
            while time.monotonic() < deadline:
                if self.process is None or self.process.poll() is not None:
                    return False
                try:
                    client.ping()
                except (redis.ConnectionError, redis.TimeoutError):
                    pause(0.02)
                else:
                    return True
        raise EngineError(f"Redis did not answer within {START_SECONDS} s; see {self.log}.")

    def stop(self) -> None:
        """End the server."""
        if self.process is not None:
            children.stop([self.process], seconds=STOP_SECONDS)
            self.process = None
        (self.folder / "our.pid").unlink(missing_ok=True)

    def set_damaged_file_aside(self) -> bool:
        """Rename an append-only file that stops the server from starting; tell whether there was one."""
        damaged = self.folder / "appendonly.aof"
        if "Bad file format" not in self.last_words() or not damaged.exists():
            return False
        damaged.replace(self.folder / "appendonly.aof.damaged")
        return True

    def last_words(self) -> str:
        """The end of the server's log, for a failure's message."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])


def end_leftover(folder: Path) -> None:
    """End a server of ours that outlived a killed supervisor; only called while holding the folder's lock."""
    pid_file = folder / "our.pid"
    if not pid_file.exists():
        return
    text = pid_file.read_text().strip()
    if text.isdigit():
        with contextlib.suppress(psutil.Error):
            leftover = psutil.Process(int(text))
            if Path(leftover.cwd()) == folder.resolve() and "redis-server" in leftover.name():
                leftover.terminate()
                psutil.wait_procs([leftover], timeout=STOP_SECONDS)
                children.kill_all([leftover])
    pid_file.unlink(missing_ok=True)
