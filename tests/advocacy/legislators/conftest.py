"""What the tests of this room stand on."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Begin in English, whatever language the page of an earlier test was in."""
    with translation.override("en"):
        yield
