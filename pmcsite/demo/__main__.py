"""`python -m pmcsite.demo`: engines, content, processes, and an orderly end."""

import argparse
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from pmcsite import environment
from pmcsite.demo import plan
from pmcsite.demo.family import Family
from pmcsite.engines import children, ports, private
from pmcsite.engines.__main__ import obtain, var_folder
from pmcsite.engines.failures import EngineError, StopRequested
from pmcsite.engines.folder_lock import AlreadyRunningError, FolderLock
from pmcsite.engines.stop_signals import StopSignals

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 120
_LOOK_SECONDS = 1.0


def say(text: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Demo:
    """One run of the demo, from the first check to the last process's end."""

    def __init__(self, arguments: argparse.Namespace, stack: ExitStack) -> None:
        self.host: str = arguments.host
        self.port: int = arguments.port
        self.var = var_folder()
        self.stack = stack
        self.signals = stack.enter_context(StopSignals())
        self.engines: private.PrivateEngines | None = None
        self.embedded = not (environment.text("DATABASE_URL") and environment.text("REDIS_URL"))

    def run(self) -> int:
        """Bring everything up, keep it up, and return once a signal asks for the end."""
        began = time.monotonic()
        self._claim_folder()
        self._check_port()
        mail = self.stack.enter_context(ports.reserve(environment.whole_number("SANDBOX_SMTP_PORT", 1025)))
        mail_port = mail.getsockname()[1]
        addresses = self._engines()
        variables = plan.variables(port=self.port, mail_port=mail_port, engines=addresses, var=self.var)
        self._prepare(variables)
        family = Family(self.var / "log", variables, say)
        self.stack.callback(family.stop)
        say("Starting the web server, two workers, the scheduler and the mail catcher")
        family.start(plan.programs(host=self.host, port=self.port, mail_socket=mail.fileno(), var=self.var))
        self._wait_until_ready(family)
        self._greet(variables, time.monotonic() - began)
        while self.signals.requested is None:
            self.signals.wait(_LOOK_SECONDS)
            self._look_after(family, addresses)
        say("\nStopping every process of the demo")
        return 0

    def _claim_folder(self) -> None:
        folder = self.var / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(folder)
        try:
            lock.acquire(self.signals.pause)
        except AlreadyRunningError as error:
            raise EngineError(
                f"A demo is already running from this folder: {(folder / 'address').read_text().strip()}. "
                "End it with Ctrl-C in its terminal."
            ) from error
        self.stack.callback(lock.release)
        (folder / "address").write_text(f"http://localhost:{self.port} (process {os.getpid()})")

    def _check_port(self) -> None:
        if not ports.is_free(self.port, self.host):
            raise EngineError(
                f"Port {self.port} is taken by another program. Choose a free one: make demo PORT={self.port + 1}"
            )

    def _engines(self) -> dict[str, str]:
        if not self.embedded:
            say("Using the PostgreSQL and Redis of DATABASE_URL and REDIS_URL")
            return {}
        say("Starting private PostgreSQL and Redis servers")
        self.engines, addresses = obtain(self.stack, self.var / "engines", self.signals, say)
        return addresses

    def _prepare(self, variables: dict[str, str]) -> None:
        """Run `manage.py prepare_demo`, which shows its own progress."""
        process = children.start(
            [sys.executable, "manage.py", "prepare_demo"],
            environment={**variables, "LOG_LEVEL": "WARNING"},
            folder=ROOT,
            own_session=False,
        )
        try:
            while process.poll() is None:
                self.signals.pause(_LOOK_SECONDS)
        except StopRequested:
            children.stop([process], seconds=10)
            raise
        if process.returncode:
            raise EngineError("The demo's content could not be built; the reason stands above.")

    def _wait_until_ready(self, family: Family) -> None:
        deadline = time.monotonic() + READY_SECONDS
        answer = ""
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                    return
            except urllib.error.HTTPError as error:
                answer = error.read().decode(errors="replace")
            except OSError as error:
                answer = str(error)
            self.signals.pause(0.2)
            family.restart_the_dead()
        raise EngineError(
            f"The site did not become ready within {READY_SECONDS} s ({answer}); see the logs in {self.var / 'log'}."
        )

    def _greet(self, variables: dict[str, str], seconds: float) -> None:
        shown = subprocess.run(
            [sys.executable, "manage.py", "demo_sign_ins"],
            env=variables,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        mail = f"http://localhost:{self.port}/mail-catcher/"
        say(
            f"\n  The site:         http://localhost:{self.port}\n"
            f"  Editing:          http://localhost:{self.port}/admin/\n"
            f"  Mail it has sent: {mail} (nothing leaves this machine)\n"
            f"{shown.stdout if shown.returncode == 0 else shown.stderr}\n"
            f"  Up after {seconds:.0f} s. Logs are in {self.var / 'log'}. Ctrl-C ends everything.\n"
        )

    def _look_after(self, family: Family, addresses: dict[str, str]) -> None:
        if self.signals.requested is not None:
            return
        if self.engines is not None:
            self.engines.restart_the_dead()
        elif self.embedded and private.running(self.var / "engines") is None:
            say("The engines' owner has ended; this demo takes them over")
            self.engines, found = obtain(self.stack, self.var / "engines", self.signals, say)
            if found != addresses:
                raise EngineError("The engines came back at another address. Run `make demo` again.")
        family.restart_the_dead()


def reset() -> int:
    """Delete everything a demo has written; raise `AlreadyRunningError` while one runs."""
    var = var_folder()
    demo = var / "demo"
    demo.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(demo)
    lock.acquire()
    try:
        private.erase(var / "engines")
        for name in ("delivery-journal", "mail", "media", "log", "demo"):
            shutil.rmtree(var / name, ignore_errors=True)
    finally:
        lock.release()
    say("The demo's database, mail and files are deleted. `make demo` starts over.")
    return 0


def main() -> int:
    """Read the command line, run the demo, and say in words what went wrong if something did."""
    parser = argparse.ArgumentParser(prog="python -m pmcsite.demo", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--ends-with-parent", action="store_true", help="end when the process that started this ends")
    parser.add_argument("--reset", action="store_true", help="delete what a demo has written, and run nothing")
    arguments = parser.parse_args()
    if arguments.ends_with_parent:
        children.end_with_parent()
    children.adopt_orphans()
    try:
        if arguments.reset:
            return reset()
        try:
            with ExitStack() as stack:
                return Demo(arguments, stack).run()
        finally:
            children.kill_all(children.descendants(os.getpid()))
    except EngineError as error:
        say(f"\n{error}")
        return 1
    except StopRequested:
        say("\nStopped.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
