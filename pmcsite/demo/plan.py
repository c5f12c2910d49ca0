"""Which processes a running site consists of, and under which variables."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """One long-running process of the site."""

    name: str
    command: tuple[str, ...]
    inherited: tuple[int, ...] = ()
    """Descriptors of listening sockets that the process takes over."""


def variables(*, port: int, mail_port: int, engines: dict[str, str], var: Path) -> dict[str, str]:
    """The environment of every process: this machine's, the engines' addresses, and a sandbox for mail."""
    public_url = f"http://localhost:{port}"
    return {
        **os.environ,
        **engines,
        "DEVELOPMENT": "1",
        "OUTBOUND": "sandbox",
        "SANDBOX_SMTP_HOST": "127.0.0.1",
        "SANDBOX_SMTP_PORT": str(mail_port),
        "PUBLIC_URL": public_url,
        "CSRF_TRUSTED_ORIGINS": public_url,
        "VAR_DIR": str(var),
        "PYTHONUNBUFFERED": "1",
    }


def programs(*, host: str, port: int, mail_socket: int, var: Path) -> tuple[Program, ...]:
    """Web, workers, beat and the mail catcher, which listens on the inherited descriptor `mail_socket`.

    Transactional mail has a worker of its own, so that no bulk mailing stands before a sign-in code.
    """
    celery = (sys.executable, "-m", "celery", "-A", "pmcsite")
    worker = (*celery, "worker", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
    return (
        Program(
            "mail-catcher",
            (sys.executable, "-m", "pmcsite.mail_catcher", "--socket", str(mail_socket), "--folder", str(var / "mail")),
            inherited=(mail_socket,),
        ),
        Program(
            "web",
            (
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "pmcsite.wsgi:application"),
                *("--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", "4"),
                *("--respawn-failed-workers", "--no-access-log", "--no-ws", "--workers-kill-timeout", "5"),
            ),
        ),
        Program(
            "worker-transactional",
            (*worker, "--queues", "transactional", "--concurrency", "1", "--hostname", "transactional@%h"),
        ),
        Program(
            "worker",
            (*worker, "--queues", "delivery,imports,housekeeping", "--concurrency", "2", "--hostname", "bulk@%h"),
        ),
        Program("beat", (*celery, "beat", "--loglevel", "INFO", "--schedule", str(var / "demo" / "beat-schedule"))),
    )
