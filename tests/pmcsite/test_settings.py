"""A production start refuses what is missing or weak, and names the variable. Each case is a real start."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SOUND = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "PUBLIC_URL": "https://www.example.org",
    "ALLOWED_HOSTS": "www.example.org",
    "DATABASE_URL": f"postgres://site:{secrets.token_urlsafe(16)}@database.internal:5432/site",
    "REDIS_URL": f"redis://:{secrets.token_urlsafe(16)}@redis.internal:6379/0",
}


READ_SETTINGS = "from django.conf import settings; settings.SECRET_KEY"
SET_UP = "import django; django.setup()"


def start(program: str = READ_SETTINGS, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start Django with production settings and nothing of this machine's environment but the path."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "pmcsite.settings",
            "PYTHONDONTWRITEBYTECODE": "1",
            **{name: value for name, value in variables.items() if value},
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_configuration_starts_without_any_engine_running() -> None:
    answer = start(SET_UP, **SOUND)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SECRET_KEY", "", "is not set"),
        ("SECRET_KEY", "short", "weak"),
        ("SECRET_KEY", "a" * 80, "weak"),
        ("PUBLIC_URL", "", "is not set"),
        ("PUBLIC_URL", "http://www.example.org", "https://"),
        ("ALLOWED_HOSTS", "", "is not set"),
        ("ALLOWED_HOSTS", "*", "weak"),
        ("ALLOWED_HOSTS", "www.example.org,*", "weak"),
        ("DATABASE_URL", "", "is not set"),
        ("DATABASE_URL", "mysql://site:long-enough-password@database.internal/site", "postgres://"),
        ("DATABASE_URL", "postgres://site@database.internal/site", "weak"),
        ("DATABASE_URL", "postgres://site:postgres@database.internal/site", "weak"),
        ("REDIS_URL", "", "is not set"),
        ("REDIS_URL", "redis://redis.internal:6379/0", "weak"),
        ("DEVELOPMENT", "perhaps", "1 or 0"),
        ("OUTBOUND", "everywhere", "sandbox"),
        ("SANDBOX_SMTP_PORT", "twenty-five", "whole number"),
    ],
)
def test_what_is_missing_or_weak_is_named(variable: str, value: str, words: str) -> None:
    answer = start(**{**SOUND, variable: value})
    last = answer.stderr.strip().splitlines()[-1]
    assert answer.returncode == 1
    assert "ImproperlyConfigured" in last
    assert variable in last
    assert words in last
    if value and variable.endswith("_URL"):
        assert value not in last


@pytest.mark.slow
def test_live_mail_needs_a_server_and_a_domain() -> None:
    assert "SMTP_HOST is not set" in start(**SOUND, OUTBOUND="live").stderr
    assert "MAIL_DOMAIN is not set" in start(**SOUND, OUTBOUND="live", SMTP_HOST="smtp.internal").stderr
    complete = start(**SOUND, OUTBOUND="live", SMTP_HOST="smtp.internal", MAIL_DOMAIN="mail.coalition.example")
    assert complete.returncode == 0, complete.stderr


def test_a_key_to_sign_with_that_cannot_be_used_is_named() -> None:
    answer = start(**SOUND, DKIM_KEYS="2026a=/nowhere/key.pem")
    assert answer.returncode != 0
    assert "ImproperlyConfigured: The key of 2026a in DKIM_KEYS cannot be read" in answer.stderr


def test_engines_on_this_host_may_do_without_a_password() -> None:
    local = {**SOUND, "DATABASE_URL": "postgres://site@localhost/site", "REDIS_URL": "redis://127.0.0.1:6379/0"}
    assert start(**local).returncode == 0
