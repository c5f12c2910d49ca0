"""The pair of private engines in one folder, with one owner at a time."""

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pmcsite.engines import account as accounts
from pmcsite.engines import ports, postgresql, private_file, programs, redis_server
from pmcsite.engines.account import Account
from pmcsite.engines.failures import EngineError
from pmcsite.engines.folder_lock import FolderLock, is_held
from pmcsite.engines.postgresql import PostgreSQL
from pmcsite.engines.redis_server import RedisServer

# Where root keeps data when the unprivileged account cannot reach the project's own folder.
ROOT_FOLDERS = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - only entered after checking its owner
_START_ATTEMPTS = 4
_RESTART_LIMIT = 5
_RESTART_WINDOW_SECONDS = 60


def running(folder: Path) -> dict[str, Any] | None:
    """Return what the running engines of this folder said of themselves, or `None` when none run."""
    try:
        said: dict[str, Any] = json.loads((folder / "running.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return said if is_held(folder) else None


def data_folder(folder: Path, account: Account) -> Path:
    """Return where the servers keep their data: `folder`, or for root a folder the account can reach.

    Changes no mode above the returned folder.
    """
    if account.can_reach(folder):
        return folder
    name = "coalition-platform-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    for parent in ROOT_FOLDERS:
        if not (parent.is_dir() and os.access(parent, os.W_OK) and account.can_reach(parent)):
            continue
        candidate = parent / name
        with contextlib.suppress(FileExistsError):
            candidate.mkdir(mode=0o755)
            candidate.chmod(0o755)
        if candidate.is_symlink() or candidate.stat().st_uid != os.geteuid():
            raise EngineError(f"{candidate} belongs to somebody else; set VAR_DIR to another folder.")
        return candidate
    raise EngineError(f"The account that runs PostgreSQL can reach neither {folder} nor {ROOT_FOLDERS[0]}.")


@dataclass
class PrivateEngines:
    """PostgreSQL and Redis of ours, from entering this context to leaving it.

    `folder` holds the lock, the ports and the addresses; one process at a time owns it. Raises
    `EngineError` when the servers cannot be started, `AlreadyRunningError` when another process owns them.
    `pause` is called between looks at a condition; a supervisor passes one that raises on a stop signal.
    """

    folder: Path
    durable: bool = True
    pause: Callable[[float], None] = time.sleep
    say: Callable[[str], None] = lambda _text: None
    _restarts: dict[str, deque[float]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = FolderLock(self.folder)
        self._lock.acquire(self.pause)
        try:
            (self.folder / "running.json").unlink(missing_ok=True)
            self._start_all()
        except BaseException:
            self._stop_all()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop_all()

    def _start_all(self) -> None:
        account = accounts.current()
        data = data_folder(self.folder, account)
        if account.switch and data == self.folder:
            self.folder.chmod(0o711)
        found = programs.find(account, data)
        self.postgresql = PostgreSQL(data / "postgresql", account, found, durable=self.durable)
        self.redis = RedisServer(data / "redis", account, found, durable=self.durable)
        kept = self._kept_ports()
        if not self.postgresql.data.exists():
            self.say("Creating a private PostgreSQL database")
        self.postgresql.prepare()
        self.redis.prepare()
        for engine in (self.postgresql, self.redis):
            self._bring_up(engine, kept.get(type(engine).__name__))
        self._write(
            "ports.json",
            {type(engine).__name__: engine.port for engine in (self.postgresql, self.redis)},
        )
        self._announce()

    def _announce(self) -> None:
        self._write(
            "running.json",
            {
                "pid": os.getpid(),
                "database_url": self.postgresql.url,
                "redis_url": self.redis.url,
                "data_folder": str(self.postgresql.folder.parent),
            },
        )

    def _bring_up(self, engine: PostgreSQL | RedisServer, preferred: int | None) -> None:
        for attempt in range(_START_ATTEMPTS):
            engine.start(ports.choose(preferred if attempt == 0 else None))
            if engine.wait_until_ready(self.pause):
                return
            if isinstance(engine, RedisServer) and engine.set_damaged_file_aside():
                self.say("Redis found its file damaged and starts empty; the rows in PostgreSQL are the truth.")
            self.pause(0.3)
        raise EngineError(f"{type(engine).__name__} did not start; its last words:\n{engine.last_words()}")

    def _kept_ports(self) -> dict[str, int]:
        try:
            kept = json.loads((self.folder / "ports.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return {name: port for name, port in kept.items() if isinstance(port, int)} if isinstance(kept, dict) else {}

    def _write(self, name: str, content: dict[str, Any]) -> None:
        unfinished = self.folder / f"{name}.unfinished"
        unfinished.unlink(missing_ok=True)
        private_file.write(unfinished, json.dumps(content))
        unfinished.replace(self.folder / name)

    def restart_the_dead(self) -> None:
        """Start a server again that died by itself, on the same port; called now and then by the owner.

        Raises `EngineError` when one dies again and again.
        """
        for engine in (self.postgresql, self.redis):
            if engine.process is None or engine.process.poll() is None:
                continue
            name = type(engine).__name__
            recent = self._restarts.setdefault(name, deque(maxlen=_RESTART_LIMIT))
            now = time.monotonic()
            if len(recent) == _RESTART_LIMIT and now - recent[0] < _RESTART_WINDOW_SECONDS:
                raise EngineError(f"{name} keeps dying; its last words:\n{engine.last_words()}")
            recent.append(now)
            self.say(f"{name} ended unexpectedly and is started again")
            engine.prepare()
            port = engine.port
            for _attempt in range(_START_ATTEMPTS):
                engine.start(port)
                if engine.wait_until_ready(self.pause):
                    break
                self.pause(0.3)
            else:
                raise EngineError(f"{name} did not start again; its last words:\n{engine.last_words()}")

    def _stop_all(self) -> None:
        (self.folder / "running.json").unlink(missing_ok=True)
        for name in ("redis", "postgresql"):
            engine: PostgreSQL | RedisServer | None = getattr(self, name, None)
            if engine is not None:
                engine.stop()
        self._lock.release()


def wait_for_other(folder: Path, pause: Callable[[float], None], seconds: float = 120) -> dict[str, Any] | None:
    """Wait until the process that owns the engines has them ready; `None` when it gave them up instead."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        said = running(folder)
        if said is not None:
            return said
        if not is_held(folder):
            return None
        pause(0.1)
    raise EngineError(f"Another process holds {folder} but its engines do not come up.")


def erase(folder: Path, pause: Callable[[float], None] = time.sleep) -> None:
    """Delete the engines' data for good; raise `AlreadyRunningError` while somebody runs them."""
    if not folder.exists():
        return
    lock = FolderLock(folder)
    lock.acquire(pause)
    try:
        elsewhere = data_folder(folder, accounts.current())
        postgresql.end_leftover(elsewhere / "postgresql" / "data")
        redis_server.end_leftover(elsewhere / "redis")
        if elsewhere != folder:
            shutil.rmtree(elsewhere)
        shutil.rmtree(folder)
    finally:
        lock.release()
