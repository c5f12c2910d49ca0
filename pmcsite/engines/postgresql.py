"""One private PostgreSQL server: created, started, recovered after a crash, and ended."""

import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from pmcsite.engines import children, ports, private_file
from pmcsite.engines.account import Account
from pmcsite.engines.failures import EngineError
from pmcsite.engines.programs import Programs

MAJOR_VERSION = "18"
DATABASE = ROLE = "coalition"
START_SECONDS = 120
STOP_SECONDS = 30
_LOG_LIMIT = 10 * 1024 * 1024
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}


@dataclass
class PostgreSQL:
    """A server in `folder` (ours alone) on a loopback port, run as `account`.

    `durable` keeps every committed transaction through a power cut; a throw-away test server does without.
    """

    folder: Path
    account: Account
    programs: Programs
    durable: bool = True
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The cluster's data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    @property
    def password(self) -> str:
        """The generated password of the one role, kept beside the data with mode 0600."""
        return (self.folder / "password").read_text().strip()

    @property
    def url(self) -> str:
        """The database's address for `DATABASE_URL`."""
        return f"postgres://{ROLE}:{self.password}@{ports.LOOPBACK}:{self.port}/{DATABASE}"

    def prepare(self) -> None:
        """Create the cluster when there is none; raise `EngineError` when one of another version is there."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.account.own(self.folder)
        version = self.data / "PG_VERSION"
        if version.exists():
            found = version.read_text().strip()
            if found != MAJOR_VERSION:
                raise EngineError(
                    f"{self.data} was written by PostgreSQL {found}, this is {MAJOR_VERSION}. "
                    "Start over with `make demo-reset`."
                )
            end_leftover(self.data)
            return
        self._create()

    def _create(self) -> None:
        password = self.folder / "password"
        private_file.write(password, secrets.token_urlsafe(32), self.account)
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [
            str(self.programs.initdb),
            f"--pgdata={unfinished}",
            f"--username={ROLE}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--builtin-locale=C.UTF-8",
        ]
        if not self.durable:
            command.append("--no-sync")
        made = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment(),
            check=False,
            capture_output=True,
            text=True,
            **self.account.popen_arguments(),
        )
        if made.returncode:
            raise EngineError(f"PostgreSQL could not create its data folder:\n{made.stderr.strip()}")
        unfinished.rename(self.data)

    @staticmethod
    def _environment() -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    def start(self, port: int) -> None:
        """Start the server on a port; `wait_until_ready` tells whether it came up."""
        self.port = port
        options = {
            "port": str(port),
            "listen_addresses": ports.LOOPBACK,
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_min_messages": "warning",
            "log_error_verbosity": "terse",
            "log_parameter_max_length_on_error": "0",
            "log_min_error_statement": "panic",
        }
        if not self.durable:
            options |= _THROW_AWAY | {"max_wal_senders": "0", "autovacuum": "on"}
        with private_file.open_log(self.log, _LOG_LIMIT) as output:
            self.process = children.start(
                [
                    str(self.programs.postgres),
                    "-D",
                    str(self.data),
                    *(argument for name, value in options.items() for argument in ("-c", f"{name}={value}")),
                ],
                account=self.account,
                environment=self._environment(),
                folder=self.folder,
                output=output,
                # Fast shutdown: roll back what runs, write everything, end.
                death_signal=signal.SIGINT,
            )

    def wait_until_ready(self, pause: Callable[[float], None]) -> bool:
        """Wait until the database answers; `False` when the server ended instead (a taken port, say)."""
        deadline = time.monotonic() + START_SECONDS
        problem = ""
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                return False
            try:
                self._ensure_database()
            except psycopg.OperationalError as error:
                problem = str(error)
                pause(0.05)
            else:
                return True
        raise EngineError(f"PostgreSQL did not answer within {START_SECONDS} s ({problem}); see {self.log}.")

    def _ensure_database(self) -> None:
        with psycopg.connect(
            host=ports.LOOPBACK,
            port=self.port,
            user=ROLE,
            password=self.password,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        ) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if there is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def stop(self) -> None:
        """End the server: a fast shutdown first, an immediate one when that takes too long."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT if self.durable else signal.SIGQUIT)
            if not children.wait_for_end(self.process, STOP_SECONDS):
                self.process.send_signal(signal.SIGQUIT)
                if not children.wait_for_end(self.process, STOP_SECONDS):
                    self.process.kill()
                    self.process.wait()
        self.process = None

    def last_words(self) -> str:
        """The end of the server's log, for a failure's message."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])


def end_leftover(data: Path) -> None:
    """End a server that outlived a killed supervisor, and remove a lock file that nobody holds.

    Only called while holding the folder's lock, so whatever runs on this data is nobody else's.
    """
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    first_line = lock.read_text().partition("\n")[0].strip()
    leftover = _server_on(data, int(first_line)) if first_line.isdigit() else None
    if leftover is None:
        lock.unlink()
        return
    backends = leftover.children()
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        try:
            leftover.send_signal(number)
            leftover.wait(seconds)
        except psutil.TimeoutExpired:
            continue
        except psutil.NoSuchProcess:
            break
        break
    psutil.wait_procs(backends, timeout=10)


def _server_on(data: Path, pid: int) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        if Path(process.cwd()) == data.resolve():
            return process
    except psutil.Error:
        return None
    return None
