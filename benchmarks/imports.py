"""How long it takes to check and to apply an import of subscribers, and how much memory.

    python -m benchmarks.imports --rows 1000000 --json

Fills a database of its own on the PostgreSQL of `DATABASE_URL`: half of the rows are members already, a tenth subscribed, one in
fifty is faulty or repeated. The worker's steps run in a process of their own, whose peak of memory counts.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import IO, Any

from benchmarks.people import fill_members


def main() -> None:
    """Fill a database, import, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the file")
    parser.add_argument("--workbook", action="store_true", help="an XLSX file instead of CSV")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = f"benchmark_imports_{connection.settings_dict['NAME']}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    fill_members(options.rows // 2)
    figures = _measure(options)
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:62} {value}")


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    from newsletters.importing.uploads import order_application
    from newsletters.models import SubscriberImport, Subscription

    with tempfile.NamedTemporaryFile() as file:
        _write(file, options.rows, workbook=options.workbook)
        size = Path(file.name).stat().st_size
        import_id, upload_seconds, upload_memory = _uploaded(file, "people.xlsx" if options.workbook else "people.csv")
    before = Subscription.objects.count()
    check_seconds, check_memory = _in_a_process(lambda: _work(import_id))
    checked = SubscriberImport.objects.get(pk=import_id)
    assert checked.state == SubscriberImport.State.CHECKED, (checked.state, checked.message)
    assert checked.created_by is not None
    order_application(import_id, actor=checked.created_by)
    apply_seconds, apply_memory = _in_a_process(lambda: _work(import_id))
    done = SubscriberImport.objects.get(pk=import_id)
    assert done.state == SubscriberImport.State.DONE, done.state
    return {
        "rows": options.rows,
        "file, MB": round(size / 1e6, 1),
        "upload, seconds": upload_seconds,
        "upload, peak MB": upload_memory,
        "check of the whole file, seconds": check_seconds,
        "check of the whole file, peak MB": check_memory,
        "applying, seconds": apply_seconds,
        "applying, peak MB": apply_memory,
        "subscriptions added": Subscription.objects.count() - before,
        "found": done.counts,
    }


def _write(file: "IO[bytes]", rows: int, *, workbook: bool) -> None:
    headings = ["Email", "First name", "Last name", "ZIP", "Opt-in date"]

    def row(number: int) -> list[str]:
        address = (
            f"person{number}@people.example"
            if number % 50
            else ("faulty" if number % 100 else "PERSON1@people.example")
        )
        return [address, "Robin", "Sample", f"{10_000 + number % 80_000}", f"2025-{1 + number % 12:02}-15"]

    if not workbook:
        file.write((",".join(headings) + "\n").encode())
        for number in range(1, rows + 1):
            file.write((",".join(row(number)) + "\n").encode())
        file.flush()
        return
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(headings)
    for number in range(1, rows + 1):
        sheet.append(row(number))
    book.save(file)
    file.flush()


def _uploaded(file: "IO[bytes]", name: str) -> tuple[int, float, float]:
    from django.core.files.uploadedfile import UploadedFile

    from members.models import Member
    from newsletters.importing.columns import recognised
    from newsletters.importing.uploads import Answers, order_check, take_upload
    from newsletters.models import Newsletter, SubscriberImport

    def take() -> None:
        file.seek(0)
        upload: UploadedFile[bytes] = UploadedFile(file, name, size=Path(file.name).stat().st_size)
        order = take_upload(upload, actor=Member.objects.order_by("pk")[0])
        answers = Answers(
            newsletters=[Newsletter.objects.order_by("pk")[0]],
            language="en",
            columns=recognised(order.headings),
            date_order=SubscriberImport.DateOrder.MONTH_FIRST,
            consent_source="Sign-up sheet",
            consent_wording="Send me the newsletter.",
            consented_on=None if "consented_on" in recognised(order.headings) else date(2025, 1, 1),
        )
        order_check(order.pk, answers, actor=Member.objects.order_by("pk")[0])

    seconds, memory = _in_a_process(take)
    return SubscriberImport.objects.latest("pk").pk, seconds, memory


def _work(import_id: int) -> None:
    from newsletters.importing.work import work_on

    work_on(import_id, seconds=3_600)


def _in_a_process(work: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds a piece of work took, and the most memory its process held, in MB."""
    from django.db import connections

    connections.close_all()
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        failed = 1
        try:
            work()
            failed = 0
        finally:
            os._exit(failed)
    _child, status, usage = os.wait4(child, 0)
    assert status == 0, status
    return round(time.perf_counter() - began, 1), round(_kilobytes(usage) / 1e3, 1)


def _kilobytes(usage: resource.struct_rusage) -> int:
    return int(usage.ru_maxrss)


if __name__ == "__main__":
    main()
