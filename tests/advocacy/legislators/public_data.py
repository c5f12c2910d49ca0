"""The real input files, where they are present."""

from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.PUBLIC_DATA) if settings.PUBLIC_DATA else None
CONGRESS = FOLDER / "congress-legislators" if FOLDER else Path("/nonexistent")
OPENSTATES = FOLDER / "openstates-people.zip" if FOLDER else Path("/nonexistent")
DISTRICTS = FOLDER / "districts" if FOLDER else Path("/nonexistent")

needs_public_data = pytest.mark.skipif(
    not OPENSTATES.exists(),
    reason="NOT TESTED ON REAL INPUT: set PUBLIC_DATA to the folder of public data (see README)",
)
