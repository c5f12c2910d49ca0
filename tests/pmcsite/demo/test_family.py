"""The demo's processes live and end together: real processes, killed for real."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pmcsite.demo.family import Family
from pmcsite.demo.plan import Program, programs, variables
from pmcsite.engines import ports, private
from pmcsite.engines.failures import EngineError
from pmcsite.engines.folder_lock import FolderLock
from tests.processes import wait_until

ROOT = Path(__file__).resolve().parents[3]

WITH_GRANDCHILDREN = """
import os, signal, subprocess, sys, pathlib
idle = 'import signal; signal.pause()'
detached = subprocess.Popen([sys.executable, '-c', idle], start_new_session=True)
child = subprocess.Popen([sys.executable, '-c', 'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\\n' + idle])
pathlib.Path(sys.argv[1]).write_text(f'{os.getpid()} {detached.pid} {child.pid}')
signal.pause()
"""
DIES = "raise SystemExit('I cannot')"


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    said: list[str] = []
    family = Family(tmp_path / "log", os.environ, said.append)
    family.said = said
    yield family
    family.stop()


def with_grandchildren(family: Family, note: Path) -> list[psutil.Process]:
    """Start a program with a child that ignores SIGTERM and one in a session of its own; return all three."""
    family.start([Program("parent", (sys.executable, "-c", WITH_GRANDCHILDREN, str(note)))])
    wait_until(lambda: note.exists() and len(note.read_text().split()) == 3, "the grandchildren")
    return [psutil.Process(int(number)) for number in note.read_text().split()]


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def test_stopping_ends_children_of_children_too(family: Family, tmp_path: Path) -> None:
    everyone = with_grandchildren(family, tmp_path / "numbers")
    family.stop()
    assert gone(everyone)


@pytest.mark.slow
def test_a_killed_program_is_started_again(family: Family, tmp_path: Path) -> None:
    note = tmp_path / "numbers"
    first, *orphans = with_grandchildren(family, note)
    note.unlink()
    first.kill()
    for orphan in orphans:
        orphan.kill()

    def again() -> bool:
        family.restart_the_dead()
        return note.exists() and len(note.read_text().split()) == 3

    wait_until(again, "the program to be started again")
    assert family.said == ["parent ended unexpectedly (code -9) and is started again"]


@pytest.mark.slow
def test_a_program_that_dies_again_and_again_ends_the_demo_with_its_last_words(family: Family) -> None:
    family.start([Program("hopeless", (sys.executable, "-c", DIES))])

    words: list[str] = []

    def given_up() -> bool:
        try:
            family.restart_the_dead()
        except EngineError as error:
            words.append(str(error))
        return bool(words)

    wait_until(given_up, "the family to give up")
    assert "hopeless keeps ending" in words[0]
    assert "I cannot" in words[0]


def demo(*arguments: str, var: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pmcsite.demo", *arguments],
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(var)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = demo("--port", str(port), var=tmp_path)
    assert answer.returncode == 1
    assert f"Port {port} is taken" in answer.stdout
    assert "make demo PORT=" in answer.stdout
    assert not (tmp_path / "engines").exists()
    assert not (tmp_path / "log").exists()


@pytest.mark.slow
def test_a_second_demo_from_the_same_folder_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "address").write_text("http://localhost:8000 (process 1)")
    lock = FolderLock(folder)
    lock.acquire()
    try:
        answer = demo("--port", str(ports.choose()), var=tmp_path)
        reset = demo("--reset", var=tmp_path)
    finally:
        lock.release()
    assert answer.returncode == reset.returncode == 1
    assert "already running from this folder: http://localhost:8000" in answer.stdout
    assert folder.exists()


def test_reset_deletes_what_the_demo_wrote_and_nothing_else(tmp_path: Path) -> None:
    for name in ("demo", "mail", "media", "log", "engines", "delivery-journal", "face"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    answer = demo("--reset", var=tmp_path)
    assert answer.returncode == 0, answer.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["face"]


def test_every_process_gets_the_sandbox_whatever_the_callers_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OUTBOUND", "live")
    monkeypatch.setenv("SMTP_HOST", "smtp.example.org")
    given = variables(port=8123, mail_port=2525, engines={"REDIS_URL": "redis://here"}, var=tmp_path)
    assert (given["OUTBOUND"], given["SANDBOX_SMTP_HOST"], given["SANDBOX_SMTP_PORT"]) == (
        "sandbox",
        "127.0.0.1",
        "2525",
    )
    assert given["PUBLIC_URL"] == "http://localhost:8123"
    assert given["REDIS_URL"] == "redis://here"


def test_every_queue_has_a_worker_and_transactional_mail_has_its_own(tmp_path: Path) -> None:
    from pmcsite.celery import QUEUES

    commands = [program.command for program in programs(host="127.0.0.1", port=1, mail_socket=2, var=tmp_path)]
    served = [command[command.index("--queues") + 1].split(",") for command in commands if "--queues" in command]
    assert ["transactional"] in served
    assert sorted(queue for queues in served for queue in queues) == sorted(QUEUES)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_demo_that_is_stopped_while_it_starts_leaves_nothing_running(tmp_path: Path, number: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pmcsite.demo", "--port", str(ports.choose())],
        cwd=ROOT,
        env={
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "PUBLIC_DATA"}
        }
        | {"VAR_DIR": str(tmp_path / "var"), "EMBEDDED": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    running = tmp_path / "var" / "engines" / "running.json"
    wait_until(running.exists, "the engines")
    json.loads(running.read_text())
    everyone = psutil.Process(process.pid).children(recursive=True)
    assert {"postgres", "redis-server"} <= {member.name() for member in everyone}
    process.send_signal(number)
    process.wait(60)
    private.erase(tmp_path / "var" / "engines")
    assert gone(everyone)


SERVES = """
import signal, socket, sys
socket.socket(fileno=int(sys.argv[1]))
signal.pause()
"""


def test_an_inherited_port_stays_ours_while_its_program_is_started_again(family: Family) -> None:
    with ports.reserve(ports.choose()) as reserved:
        number, port = reserved.fileno(), reserved.getsockname()[1]
        family.start([Program("serves", (sys.executable, "-c", SERVES, str(number)), inherited=(number,))])
        (process,) = family._running.values()
        process.kill()
        process.wait()
        assert not ports.is_free(port)
        with ports.reserve(port) as elsewhere:
            assert elsewhere.getsockname()[1] != port
        family.restart_the_dead()
        assert family.said == ["serves ended unexpectedly (code -9) and is started again"]
