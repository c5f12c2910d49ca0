"""Imports to test with: files as staff would upload them, and the answers that go with them."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from members.api import Member
from newsletters.importing.columns import recognised
from newsletters.importing.uploads import Answers, order_application, order_check, take_upload
from newsletters.importing.work import work_on
from newsletters.models import Newsletter, SubscriberImport

WORDING = "Yes, send me your newsletter by e-mail."


def upload(data: bytes, actor: Member, name: str = "people.csv") -> SubscriberImport:
    """An import as it stands after the upload."""
    return take_upload(SimpleUploadedFile(name, data), actor=actor)


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """The bytes of an XLSX file with these rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def answers(order: SubscriberImport, *newsletters: Newsletter, **changed: Any) -> Answers:
    """Answers with evidence of consent, the columns as recognised."""
    values: dict[str, Any] = {
        "newsletters": list(newsletters),
        "language": "en",
        "columns": recognised(order.headings),
        "date_order": SubscriberImport.DateOrder.MONTH_FIRST,
        "consent_source": "Sign-up sheet, annual meeting",
        "consent_wording": WORDING,
        "consented_on": date(2025, 3, 31),
    }
    return Answers(**{**values, **changed})


def checked(data: bytes, actor: Member, *newsletters: Newsletter, **changed: Any) -> SubscriberImport:
    """An import after the check of the whole file."""
    order = upload(data, actor)
    order_check(order.pk, answers(order, *newsletters, **changed), actor=actor)
    work_on(order.pk)
    order.refresh_from_db()
    return order


def applied(order: SubscriberImport, actor: Member) -> SubscriberImport:
    """The same after it was applied."""
    order_application(order.pk, actor=actor)
    work_on(order.pk)
    order.refresh_from_db()
    return order
