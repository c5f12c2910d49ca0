"""Where the demo's legislators and districts come from: a folder, the publishers, or an invented state."""

import hashlib
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command

CONGRESS_OF_THE_ZIP_TABLE = 119


def fingerprint(folder: Path) -> str:
    """Tell apart two states of a folder by names, sizes and times, without reading its files."""
    parts = [
        f"{path.relative_to(folder)}:{path.stat().st_size}:{path.stat().st_mtime_ns}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return hashlib.sha256("\n".join([str(settings.DATABASES["default"]["NAME"]), *parts]).encode()).hexdigest()


def load(stamp: Path, say: Callable[[str], None], output: Any = None) -> None:
    """Import the public data once; a second call with the same files does nothing.

    `stamp` remembers what was imported. Without a folder and without a network, a small fictional
    legislature takes its place; the next call tries again.
    """
    folder = Path(settings.PUBLIC_DATA) if settings.PUBLIC_DATA else None
    if folder is not None and folder.is_dir():
        mark = fingerprint(folder)
        if stamp.exists() and stamp.read_text() == mark:
            say("Public data: already imported")
            return
        say(f"Importing legislators and districts from {folder}")
        call_command("import_legislators", str(folder), stdout=output)
        call_command("import_districts", str(folder / "districts"), stdout=output)
        stamp.write_text(mark)
        return
    mark = f"publishers {settings.DATABASES['default']['NAME']}"
    if stamp.exists() and stamp.read_text() == mark:
        say("Public data: already imported")
        return
    if _load_from_publishers(say, output):
        stamp.write_text(mark)
        return
    say("The publishers cannot be reached: going on with a small, fictional legislature (the State of Example)")
    call_command("import_fictional_legislature", stdout=output)


def _load_from_publishers(say: Callable[[str], None], output: Any) -> bool:
    """Import from the publishers' own addresses; tell whether that worked."""
    from advocacy.legislators.importing.districts import ZIP_ADDRESS  # noqa: PLC0415 - needs the app registry
    from advocacy.legislators.importing.legislators import (  # noqa: PLC0415 - see above
        CONGRESS_ADDRESS,
        OPENSTATES_ADDRESS,
    )

    say("Importing legislators and districts from their publishers")
    try:
        call_command("import_legislators", CONGRESS_ADDRESS, OPENSTATES_ADDRESS, stdout=output or StringIO())
        call_command("import_districts", ZIP_ADDRESS, congress=CONGRESS_OF_THE_ZIP_TABLE, stdout=output or StringIO())
    except CommandError as error:
        say(f"  {error}")
        return False
    return True
