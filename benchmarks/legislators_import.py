"""Times the import of the whole public data into an empty database, and a second run: `python -m benchmarks.legislators_import`.

Prints JSON with seconds. Needs PUBLIC_DATA. Creates a database of its own beside the configured one and drops it.
The ratio compares with reading and parsing the same files only, measured in the same run.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")


def _seconds(action: Callable[[], Any]) -> float:
    began = time.perf_counter()
    action()
    return round(time.perf_counter() - began, 2)


def main() -> None:
    """Run the benchmark."""
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_databases, teardown_databases

    from advocacy.legislators.importing.congress_layout import read_congress
    from advocacy.legislators.importing.districts import import_districts
    from advocacy.legislators.importing.legislators import import_legislators
    from advocacy.legislators.importing.openstates_layout import read_openstates
    from advocacy.legislators.importing.problems import Problems
    from advocacy.legislators.importing.sources import open_source

    if not settings.PUBLIC_DATA or not Path(settings.PUBLIC_DATA).is_dir():
        sys.exit("PUBLIC_DATA must name the folder of public data.")
    folder = Path(settings.PUBLIC_DATA)

    def read_only() -> None:
        read_congress(open_source(str(folder / "congress-legislators")), Problems())
        read_openstates(open_source(str(folder / "openstates-people.zip")), Problems())

    def everything() -> None:
        import_legislators(str(folder))
        import_districts(str(folder / "districts"))

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        result = {
            "read_and_validate_seconds": _seconds(read_only),
            "first_import_seconds": _seconds(everything),
            "second_import_seconds": _seconds(everything),
        }
    finally:
        teardown_databases(databases, verbosity=0)
    result["first_import_per_reading"] = round(result["first_import_seconds"] / result["read_and_validate_seconds"], 2)
    result["second_import_per_reading"] = round(
        result["second_import_seconds"] / result["read_and_validate_seconds"], 2
    )
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
