"""A family of processes that lives and ends together."""

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pmcsite.demo.plan import Program
from pmcsite.engines import children, private_file
from pmcsite.engines.failures import EngineError

_LOG_LIMIT = 20 * 1024 * 1024
_RESTART_LIMIT = 5
_RESTART_WINDOW_SECONDS = 60


class Family:
    """Starts programs, starts again what dies, and ends them all with everything they started."""

    def __init__(self, logs: Path, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.logs = logs
        self.environment = environment
        self.say = say
        self._running: dict[Program, subprocess.Popen[bytes]] = {}
        self._restarts: dict[Program, deque[float]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, programs: Sequence[Program]) -> None:
        """Start programs; each writes to a log of its own."""
        for program in programs:
            self._start(program)

    def _start(self, program: Program) -> None:
        with private_file.open_log(self.logs / f"{program.name}.log", _LOG_LIMIT) as output:
            self._running[program] = children.start(
                program.command,
                environment=self.environment,
                output=output,
                death_signal=signal.SIGTERM,
                inherited=program.inherited,
            )

    def restart_the_dead(self) -> None:
        """Start again what ended by itself; raise `EngineError` for a program that dies again and again."""
        for program, process in list(self._running.items()):
            if process.poll() is None:
                continue
            recent = self._restarts.setdefault(program, deque(maxlen=_RESTART_LIMIT))
            now = time.monotonic()
            if len(recent) == _RESTART_LIMIT and now - recent[0] < _RESTART_WINDOW_SECONDS:
                raise EngineError(f"{program.name} keeps ending; its last words:\n{self.last_words(program.name)}")
            recent.append(now)
            self.say(f"{program.name} ended unexpectedly (code {process.returncode}) and is started again")
            self._start(program)

    def last_words(self, name: str) -> str:
        """The end of a program's log."""
        log = self.logs / f"{name}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""

    def stop(self) -> None:
        """End every program and whatever it started, within seconds."""
        children.stop(list(self._running.values()), seconds=10)
        self._running.clear()
