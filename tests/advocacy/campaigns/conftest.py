"""Every test here stands in a fictional state with a legislature and two letter actions' worth of districts."""

import pytest

from tests.advocacy.campaigns import factories


@pytest.fixture
def legislature(db: None) -> None:
    factories.legislature()
