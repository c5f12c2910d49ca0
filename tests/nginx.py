"""nginx for the tests that need it."""

import os

import pytest

from benchmarks.nginx import executable


def skip_without_nginx(items: list[pytest.Item]) -> None:
    """Skip what needs nginx on a machine without it; in CI leave it to fail instead."""
    if executable() is not None or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("nginx"):
            item.add_marker(
                pytest.mark.skip(reason="NO NGINX on this machine: install it (apt-get install nginx-light)")
            )
