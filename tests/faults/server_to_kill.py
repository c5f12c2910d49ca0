"""A PostgreSQL server for one test alone, to be killed while senders are at work on it."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pmcsite.engines import account as accounts
from pmcsite.engines import private, programs
from pmcsite.engines.addresses import django_database
from pmcsite.engines.ports import choose
from pmcsite.engines.postgresql import PostgreSQL


def kill_and_restart(server: PostgreSQL) -> None:
    """SIGKILL the server and every process of it in one go, then start it again on its files and its port."""
    assert server.process is not None
    postmaster = psutil.Process(server.process.pid)
    # A stopped postmaster forks nobody between the list and the kill.
    postmaster.suspend()
    everyone = [postmaster, *postmaster.children(recursive=True)]
    for process in everyone:
        process.send_signal(signal.SIGKILL)
    server.process.wait()
    psutil.wait_procs(everyone[1:], timeout=30)
    server.prepare()
    server.start(server.port)
    assert server.wait_until_ready(time.sleep), server.last_words()


@contextmanager
def server_to_kill(folder: Path) -> Iterator[PostgreSQL]:
    """Let Django's connection lead to a durable server with the outbox's tables, for the length of a `with` block."""
    folder.mkdir(parents=True)
    account = accounts.current()
    data = private.data_folder(folder, account)
    server = PostgreSQL(data / "postgresql", account, programs.find(account, data), durable=True)
    usual = dict(connection.settings_dict)
    try:
        server.prepare()
        server.start(choose(None))
        assert server.wait_until_ready(time.sleep), server.last_words()
        connection.close()
        connection.settings_dict.update(django_database(server.url))
        executor = MigrationExecutor(connection)
        executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == "delivery"])
        yield server
    finally:
        connection.close()
        connection.settings_dict.update(usual)
        server.stop()
        private.erase(folder)
