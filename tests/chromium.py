"""Debian's Chromium for the browser tests."""

import os
import shutil

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """Return the path of a Chromium on this machine, or `None`."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def skip_without_chromium(items: list[pytest.Item]) -> None:
    """Skip browser tests on a machine without Chromium; in CI leave them to fail instead."""
    if executable() is not None or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(
                pytest.mark.skip(reason="NO CHROMIUM on this machine: install it (apt-get install chromium)")
            )
