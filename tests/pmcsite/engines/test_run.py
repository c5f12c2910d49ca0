"""The private engines as an operator meets them: real servers, real signals."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from pmcsite.engines import children, folder_lock, private
from tests.processes import wait_until

ROOT = Path(__file__).resolve().parents[3]


class Operator:
    """Runs `python -m pmcsite.engines …` on a folder of its own."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.engines = var / "engines"
        self.started: list[subprocess.Popen[str]] = []
        self.environment = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
        } | {"VAR_DIR": str(var), "EMBEDDED": "1", "DEVELOPMENT": "1"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "pmcsite.engines", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *command: str) -> tuple[int, str]:
        process = self.start("run", "--", *command)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said

    def start_idle(self) -> subprocess.Popen[str]:
        """Start engines around a command that never ends, and wait until they are up."""
        process = self.start("run", "--", sys.executable, "-c", "import signal; signal.pause()")
        wait_until(lambda: process.poll() is not None or self.running is not None, "the engines")
        wait_until(lambda: process.poll() is not None or len(self.below(process)) >= 3, "the command")
        return process

    @property
    def running(self) -> dict[str, str] | None:
        return private.running(self.engines)

    @staticmethod
    def below(process: subprocess.Popen[str]) -> list[psutil.Process]:
        return psutil.Process(process.pid).children(recursive=True)


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    """An operator whose folder is deleted and whose processes are gone afterwards."""
    # pytest's folders are 0700; the account that runs PostgreSQL under root must reach this one.
    operator = Operator(tmp_path / "var")
    yield operator
    for process in operator.started:
        if process.poll() is None:
            process.terminate()
        process.wait(60)
        if process.stdout is not None:
            process.stdout.close()
    private.erase(operator.engines)


def assert_gone(processes: list[psutil.Process]) -> None:
    wait_until(lambda: not any(process.is_running() for process in processes), "every process to end")


def test_a_command_finds_both_engines_by_their_urls(operator: Operator) -> None:
    code, said = operator.run(
        sys.executable,
        "-c",
        "import os, psycopg, redis, json\n"
        "row = psycopg.connect(os.environ['DATABASE_URL']).execute("
        "'select current_setting(%s), current_setting(%s), current_setting(%s)',"
        " ['server_version_num', 'fsync', 'listen_addresses']).fetchone()\n"
        "print(json.dumps([*row, redis.Redis.from_url(os.environ['REDIS_URL']).ping()]))",
    )
    assert code == 0, said
    version, fsync, listens, pong = json.loads(said.splitlines()[-1])
    assert (int(version) // 10000, fsync, listens, pong) == (18, "on", "127.0.0.1", True)
    assert operator.running is None


@pytest.mark.slow
def test_what_was_committed_is_there_at_the_next_start_on_the_same_ports(operator: Operator) -> None:
    write = (
        "import os, psycopg\nwith psycopg.connect(os.environ['DATABASE_URL']) as c: c.execute('create table kept ()')"
    )
    read = "import os, psycopg\nprint(psycopg.connect(os.environ['DATABASE_URL']).execute('select count(*) from kept').fetchone())"
    assert operator.run(sys.executable, "-c", write)[0] == 0
    ports = (operator.engines / "ports.json").read_text()
    code, said = operator.run(sys.executable, "-c", read)
    assert (code, said.strip()) == (0, "(0,)")
    assert (operator.engines / "ports.json").read_text() == ports


def test_the_commands_exit_code_is_passed_on(operator: Operator) -> None:
    assert operator.run(sys.executable, "-c", "raise SystemExit(7)")[0] == 7
    code, said = operator.run("no-such-command-anywhere")
    assert code == 127
    assert "no-such-command-anywhere" in said
    assert operator.running is None


@pytest.fixture
def _hang_ups_count() -> Iterator[None]:
    """Let SIGHUP reach what is started here, also below `nohup`, whose children inherit that it is ignored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.slow
@pytest.mark.usefixtures("_hang_ups_count")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_ends_the_servers_and_the_command_too(operator: Operator, number: signal.Signals) -> None:
    process = operator.start_idle()
    family = operator.below(process)
    process.send_signal(number)
    process.wait(60)
    assert_gone(family)
    assert operator.running is None
    assert not folder_lock.is_held(operator.engines)


@pytest.mark.slow
def test_after_everything_was_killed_the_next_start_recovers(operator: Operator) -> None:
    process = operator.start_idle()
    url = operator.running["database_url"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table survived as select generate_series(1, 1000) as number")
    family = operator.below(process)
    process.kill()
    children.kill_all(family)
    process.wait(60)
    assert_gone(family)
    code, said = operator.run(
        sys.executable,
        "-c",
        "import os, psycopg\nprint(psycopg.connect(os.environ['DATABASE_URL']).execute('select count(*) from survived').fetchone())",
    )
    assert (code, said.strip()) == (0, "(1000,)")


@pytest.mark.slow
def test_a_lock_file_with_the_number_of_a_stranger_does_not_stop_the_start(operator: Operator) -> None:
    assert operator.run("true")[0] == 0
    data = next(operator.engines.glob("postgresql/data"), None) or private_data(operator)
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n1\n\n127.0.0.1\n")
    code, said = operator.run("true")
    assert code == 0, said


def private_data(operator: Operator) -> Path:
    from pmcsite.engines import account

    return private.data_folder(operator.engines, account.current()) / "postgresql" / "data"


@pytest.mark.slow
def test_a_second_start_joins_the_first(operator: Operator) -> None:
    first = operator.start_idle()
    url = operator.running["database_url"]
    code, said = operator.run(sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])")
    assert (code, said.strip()) == (0, url)
    assert first.poll() is None
    assert redis.Redis.from_url(operator.running["redis_url"]).ping()


CONNECT_AND_WAIT_FOR_THE_OTHER = """
import os, pathlib, sys, time
import psycopg

psycopg.connect(os.environ["DATABASE_URL"]).close()
folder, deadline = pathlib.Path(sys.argv[1]), time.monotonic() + 90
(folder / str(os.getpid())).touch()
while len(list(folder.iterdir())) < 2 and time.monotonic() < deadline:
    time.sleep(0.05)
print(os.environ["DATABASE_URL"].rpartition("@")[0])
"""


@pytest.mark.slow
def test_two_first_starts_at_once_share_one_cluster(operator: Operator, tmp_path: Path) -> None:
    """The one that owns the servers stops them when its command ends, so each command waits until both have connected."""
    met = tmp_path / "met"
    met.mkdir()
    command = [sys.executable, "-c", CONNECT_AND_WAIT_FOR_THE_OTHER, str(met)]
    both = [operator.start("run", "--", *command) for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert said[0].splitlines()[-1] == said[1].splitlines()[-1]


@pytest.mark.slow
def test_a_port_taken_by_somebody_else_is_given_up(operator: Operator) -> None:
    assert operator.run("true")[0] == 0
    before = json.loads((operator.engines / "ports.json").read_text())
    with socket.create_server(("127.0.0.1", before["PostgreSQL"])):
        code, said = operator.run(sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])")
    after = json.loads((operator.engines / "ports.json").read_text())
    assert code == 0, said
    assert after["PostgreSQL"] != before["PostgreSQL"]
    assert f":{after['PostgreSQL']}/" in said
    assert after["RedisServer"] == before["RedisServer"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["postgres", "redis-server"])
def test_a_server_that_dies_is_started_again_on_its_port(operator: Operator, name: str) -> None:
    process = operator.start_idle()
    said = operator.running
    victim = next(child for child in psutil.Process(process.pid).children() if child.name() == name)
    victim.kill()

    def answers() -> bool:
        try:
            psycopg.connect(said["database_url"], connect_timeout=2).close()
            redis.Redis.from_url(said["redis_url"], socket_timeout=2).ping()
        except (psycopg.OperationalError, redis.RedisError):
            return False
        return not victim.is_running()

    wait_until(answers, "the server to answer again")
    assert process.poll() is None


def test_only_the_owner_may_read_the_passwords(operator: Operator) -> None:
    operator.start_idle()
    data = Path(operator.running["data_folder"])
    secrets = [operator.engines / "running.json", data / "postgresql" / "password", data / "redis" / "redis.conf"]
    assert [oct(path.stat().st_mode & 0o777) for path in secrets] == ["0o600"] * 3
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(operator.running["database_url"].replace("coalition:", "coalition:x"), connect_timeout=5)
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=int(operator.running["redis_url"].rpartition(":")[2].partition("/")[0])).ping()


@pytest.mark.slow
def test_erase_refuses_while_they_run_and_deletes_afterwards(operator: Operator) -> None:
    process = operator.start_idle()
    refusing = operator.start("erase")
    assert "Another process" in refusing.communicate(timeout=60)[0]
    assert refusing.returncode == 1
    process.terminate()
    process.wait(60)
    erasing = operator.start("erase")
    assert (erasing.communicate(timeout=60)[0], erasing.returncode) == ("", 0)
    assert not operator.engines.exists()


@pytest.mark.slow
def test_settings_say_what_to_type_when_the_engines_do_not_run(operator: Operator) -> None:
    answer = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=operator.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "`make demo`" in answer.stderr
    assert "python -m pmcsite.engines run -- <command>" in answer.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as somebody else")
def test_root_leaves_a_closed_home_closed_and_runs_servers_as_somebody_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    home.chmod(0o700)
    operator = Operator(home / "project" / "var")
    process = operator.start_idle()
    try:
        servers = [child for child in psutil.Process(process.pid).children() if "python" not in child.name()]
        assert {server.name() for server in servers} == {"postgres", "redis-server"}
        assert all(server.uids().effective != 0 for server in servers)
        assert home.stat().st_mode & 0o777 == 0o700
        data = Path(operator.running["data_folder"])
        assert not data.is_relative_to(home)
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()
    private.erase(operator.engines)
    assert not data.exists()
