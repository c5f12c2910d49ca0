"""Every test begins in English: a page asked for in Spanish leaves the thread speaking Spanish."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
