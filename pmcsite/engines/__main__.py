"""`python -m pmcsite.engines run -- <command>`: the private engines, and a command that uses them."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from pmcsite import environment
from pmcsite.engines import children, private
from pmcsite.engines.failures import EngineError, StopRequested
from pmcsite.engines.folder_lock import AlreadyRunningError
from pmcsite.engines.stop_signals import StopSignals
from pmcsite.engines.throw_away import throw_away_engines

_LOOK_SECONDS = 1.0


def var_folder() -> Path:
    """The folder for everything the project writes: `VAR_DIR`, else `var/` beside the code."""
    return Path(environment.text("VAR_DIR", str(Path(__file__).resolve().parents[2] / "var")))


def obtain(
    stack: ExitStack, folder: Path, signals: StopSignals, say: Callable[[str], None]
) -> tuple[private.PrivateEngines | None, dict[str, str]]:
    """Start the engines of `folder`, or join those that another process runs.

    Returns the engines when they are ours to look after, and the variables that lead to them.
    """
    while True:
        try:
            engines = stack.enter_context(private.PrivateEngines(folder, pause=signals.pause, say=say))
        except AlreadyRunningError:
            said = private.wait_for_other(folder, signals.pause)
            if said is not None:
                return None, {"DATABASE_URL": said["database_url"], "REDIS_URL": said["redis_url"]}
        else:
            return engines, {"DATABASE_URL": engines.postgresql.url, "REDIS_URL": engines.redis.url}


def run_command(
    command: list[str],
    variables: Mapping[str, str],
    signals: StopSignals,
    engines: private.PrivateEngines | None,
) -> int:
    """Run a command with the engines' addresses until it ends or a signal comes; return its exit code."""
    process = children.start(command, environment={**os.environ, **variables}, own_session=False)
    told = 0
    while process.poll() is None:
        signals.wait(_LOOK_SECONDS)
        if signals.requested is not None and signals.count > told:
            told = signals.count
            process.send_signal(signals.requested)
        if engines is not None and signals.requested is None:
            engines.restart_the_dead()
    below = children.descendants(os.getpid())
    servers = {
        engine.process.pid
        for engine in (engines and (engines.postgresql, engines.redis)) or ()
        if engine.process is not None
    }
    children.kill_all([child for child in below if child.pid not in servers and child.ppid() not in servers])
    code: int = process.returncode
    return 128 - code if code < 0 else code


def run(arguments: argparse.Namespace) -> int:
    """Start or join the engines and run the command."""
    command = [part for part in arguments.command if part != "--"] or []
    if not command:
        raise EngineError("Say which command to run: python -m pmcsite.engines run -- <command>")
    children.adopt_orphans()
    with ExitStack() as stack:
        signals = stack.enter_context(StopSignals())
        engines: private.PrivateEngines | None
        if arguments.throw_away:
            engines = stack.enter_context(throw_away_engines(var_folder() / "engines-for-tests", signals.pause))
            variables = {"DATABASE_URL": engines.postgresql.url, "REDIS_URL": engines.redis.url}
        else:
            engines, variables = obtain(stack, var_folder() / "engines", signals, say)
        return run_command(command, variables, signals, engines)


def status(_arguments: argparse.Namespace) -> int:
    """Tell whether the engines run and where, without their passwords."""
    said = private.running(var_folder() / "engines")
    if said is None:
        say("Not running.")
        return 1
    database, redis = (said[name].rpartition("@")[2] for name in ("database_url", "redis_url"))
    say(f"Running (process {said['pid']}): PostgreSQL at {database}, Redis at {redis}, data in {said['data_folder']}")
    return 0


def erase(_arguments: argparse.Namespace) -> int:
    """Delete the engines' data."""
    private.erase(var_folder() / "engines")
    return 0


def say(text: str) -> None:
    """Tell the operator, apart from the command's own output."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main() -> int:
    """Read the command line and do what it asks."""
    parser = argparse.ArgumentParser(prog="python -m pmcsite.engines", description=__doc__)
    actions = parser.add_subparsers(required=True)
    running = actions.add_parser("run", help="start (or join) the engines and run a command with their addresses")
    running.add_argument("--throw-away", action="store_true", help="a new, quick, non-durable pair, deleted afterwards")
    running.add_argument("command", nargs=argparse.REMAINDER, metavar="-- command")
    running.set_defaults(action=run)
    actions.add_parser("status", help="tell whether they run").set_defaults(action=status)
    actions.add_parser("erase", help="delete their data for good").set_defaults(action=erase)
    arguments = parser.parse_args()
    try:
        code: int = arguments.action(arguments)
    except EngineError as failure:
        say(str(failure))
        return 1
    except FileNotFoundError as error:
        say(f"{error.filename}: no such command or file")
        return 127
    except StopRequested as stop:
        return 128 + stop.signal_number
    except subprocess.SubprocessError as error:
        say(str(error))
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
