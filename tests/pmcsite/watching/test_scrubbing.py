"""No personal data in the logs."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest
import structlog
from django.conf import settings as site_settings
from django.core.signing import TimestampSigner
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pmcsite.watching.scrubbing import scrub_path, scrub_text

local_parts = st.text(st.characters(categories=["Ll", "Lu", "Nd"], include_characters="._+-'"), min_size=1, max_size=30)
domains = st.from_regex(r"[a-z0-9äñ]{1,12}(\.[a-z]{2,8}){1,3}", fullmatch=True)


@given(local_parts, domains)
def test_no_address_survives_whatever_surrounds_it(local: str, domain: str) -> None:
    for frame in ("{}", "Key (email)=({}) already exists", "<{}>", "to={};", '"{}"', "mailto:{}?subject=x", "{},{}"):
        scrubbed = scrub_text(frame.format(f"{local}@{domain}", f"{local}@{domain}"))
        assert "@" not in scrubbed
        assert domain not in scrubbed


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ('"quoted local"@example.org', "quoted"),
        ("jörg@bücher.example", "jörg"),
        ("redis://:very-secret@127.0.0.1:6379/0", "very-secret"),
        ("postgres://site:very-secret@database/site", "very-secret"),
        ("GET /join/?email=a%40b.org&next=/x", "a%40b.org"),
    ],
)
def test_secrets_and_addresses_of_other_shapes_are_hidden(text: str, hidden: str) -> None:
    assert hidden not in scrub_text(text)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/strategic-plan/2023/",
        "/evidence/facts/share-of-patients-lost-before-results/",
        "/news/what-personalized-medicine-means-for-patients/",
        "/static/face/site.css",
    ],
)
def test_ordinary_paths_stay_readable(path: str) -> None:
    assert scrub_path(path) == path


def test_signed_links_are_masked() -> None:
    token = TimestampSigner().sign_object({"member": 5})
    assert scrub_path(f"/unsubscribe/{token}/") == "/unsubscribe/[token]/"
    assert scrub_path("/letters/4bf92f3577b34da6a3ce929d0e0e4736/") == "/letters/[token]/"


@pytest.fixture
def log_lines() -> Any:
    """Everything logged, as the site's own formatter writes it."""
    stream = io.StringIO()
    formatter = logging.config.DictConfigurator(site_settings.LOGGING).configure_formatter(
        dict(site_settings.LOGGING["formatters"]["json"])
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.mark.django_db
def test_a_request_is_logged_without_query_address_or_token(log_lines: Any) -> None:
    token = TimestampSigner().sign_object({"member": 5})
    answer = Client().get(f"/unsubscribe/{token}/?email=robin@example.org", REMOTE_ADDR="203.0.113.9")
    (line,) = [line for line in log_lines() if line["event"] == "request"]
    assert line["path"] == "/unsubscribe/[token]/"
    assert line["status"] == answer.status_code
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["milliseconds"] > 0
    text = json.dumps(line)
    assert "robin" not in text
    assert "203.0.113.9" not in text


def test_tracebacks_and_structured_values_are_scrubbed(log_lines: Any) -> None:
    try:
        raise ValueError("Key (email)=(robin@example.org) already exists.")
    except ValueError:
        logging.getLogger("anywhere").exception("failed for %s", "robin@example.org")
    structlog.get_logger("anywhere").info("told", people=["robin@example.org", {"of": "robin@example.org"}], count=3)
    failed, told = log_lines()
    assert "Traceback" in failed["exception"]
    assert told["count"] == 3
    assert "robin" not in json.dumps([failed, told])
