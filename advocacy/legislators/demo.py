"""The demo's legislators: public data from a folder, else from the publishers, else a fictional state."""

import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from advocacy.legislators.importing.congresses import sitting_on
from advocacy.legislators.importing.districts import ZIP_ADDRESS, import_districts
from advocacy.legislators.importing.download import Limits
from advocacy.legislators.importing.fictional import import_fictional_legislature
from advocacy.legislators.importing.legislators import CONGRESS_ADDRESS, OPENSTATES_ADDRESS, import_legislators
from advocacy.legislators.importing.problems import ImportRefusedError
from advocacy.legislators.importing.runs import last_success
from advocacy.legislators.models import ImportRun

_PATIENCE = Limits(connect=4.0, total=60.0)


def build_demo() -> None:
    """Import legislators from wherever they can be had, and say from where.

    Run again, it imports the folder's files once more, which changes nothing; the publishers are asked
    only as long as no import has gone through.
    """
    if settings.PUBLIC_DATA and Path(settings.PUBLIC_DATA).is_dir():
        _say(f"Legislators: public data from the folder {settings.PUBLIC_DATA}.")
        import_legislators(settings.PUBLIC_DATA)
        import_districts(str(Path(settings.PUBLIC_DATA) / "districts"))
        return
    if all(last_success(source) for source in (ImportRun.Source.CONGRESS, ImportRun.Source.ZIP_AREAS)):
        _say("Legislators: imported already.")
        return
    try:
        _say("Legislators: no folder of public data (PUBLIC_DATA); asking the publishers.")
        import_legislators(CONGRESS_ADDRESS, limits=_PATIENCE)
        import_districts(ZIP_ADDRESS, congress=sitting_on(timezone.localdate()), limits=_PATIENCE)
        import_legislators(OPENSTATES_ADDRESS, limits=_PATIENCE)
    except ImportRefusedError as refusal:
        _say(f"  {refusal}")
        import_fictional_legislature()
        _say(
            "Legislators: the publishers cannot be reached, so the demo shows the State of Example. It and everyone "
            "in it are fictional. Try the ZIP codes 00001 to 00003."
        )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
