"""Take a file in from staff, and take an import through the decisions of staff: check, apply, cancel."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.api import Member
from newsletters import doorbells
from newsletters.importing.columns import ADDRESS, CONSENTED_ON
from newsletters.importing.files import shape_of
from newsletters.importing.limits import LARGEST_FILE
from newsletters.importing.problems import ImportFileError, ImportRefusedError
from newsletters.models import ImportedFilePart, ImportedRow, Newsletter, SubscriberImport

_PIECE: Final = 1 << 20
State = SubscriberImport.State


@dataclass(frozen=True)
class Answers:
    """What staff say about a file before it is checked."""

    newsletters: Sequence[Newsletter]
    language: str
    columns: Mapping[str, int]
    date_order: str
    consent_source: str
    consent_wording: str
    consented_on: date | None


def take_upload(upload: "UploadedFile[bytes]", *, actor: Member) -> SubscriberImport:
    """Keep an uploaded file in pieces in the database, where any host's worker finds it.

    Raises `ImportFileError` for what cannot be imported at all; nothing is kept then.
    """
    if (upload.size or 0) > LARGEST_FILE:
        raise ImportFileError(_("The file is larger than %(limit)d MB. Split it.") % {"limit": LARGEST_FILE >> 20})
    with NamedTemporaryFile(prefix="subscribers-") as file, transaction.atomic():
        for piece in upload.chunks():
            file.write(piece)
        file.flush()
        shape = shape_of(Path(file.name))
        order = SubscriberImport.objects.create(
            file_name=(upload.name or "")[-200:] or "file",
            file_kind=shape.kind,
            encoding=shape.encoding,
            separator=shape.separator,
            headings=list(shape.headings),
            created_by=actor,
        )
        file.seek(0)
        number = 0
        while piece := file.read(_PIECE):
            ImportedFilePart.objects.create(of_import=order, number=number, data=piece)
            number += 1
        log(order, "newsletters.import_uploaded", user=actor)
    return order


@contextmanager
def kept_file(order: SubscriberImport) -> Iterator[Path]:
    """Lay the file of an import on this host's disk while it is read."""
    with NamedTemporaryFile(prefix="subscribers-") as file:
        for number in order.parts.order_by("number").values_list("number", flat=True):
            file.write(bytes(order.parts.get(number=number).data))
        file.flush()
        yield Path(file.name)


def order_check(import_id: int, answers: Answers, *, actor: Member) -> None:
    """Take the answers and have the whole file checked; no person is changed by that.

    Raises `ImportRefusedError` when evidence of consent is missing or the import is further on already.
    """
    _check_answers(answers)
    with transaction.atomic():
        order = _locked(import_id, State.UPLOADED)
        order.newsletters.set(answers.newsletters)
        order.language = answers.language
        order.columns = dict(answers.columns)
        order.date_order = answers.date_order
        order.consent_source = answers.consent_source.strip()
        order.consent_wording = answers.consent_wording.strip()
        order.consented_on = answers.consented_on
        order.state = State.CHECKING
        order.save()
        log(order, "newsletters.import_checked", user=actor)
        transaction.on_commit(lambda: doorbells.ring_import(import_id))


def order_application(import_id: int, *, actor: Member) -> None:
    """Have a checked import applied; pressing twice applies once. Raises `ImportRefusedError`."""
    with transaction.atomic():
        order = _locked(import_id, State.CHECKED)
        order.state = State.APPLYING
        order.save()
        log(order, "newsletters.import_applied", user=actor, data={"rows": order.count("good")})
        transaction.on_commit(lambda: doorbells.ring_import(import_id))


def cancel_import(import_id: int, *, actor: Member) -> None:
    """Cancel an import that changed nobody yet, or stop one on the way: what was applied stays.

    Raises `ImportRefusedError` when it has ended.
    """
    with transaction.atomic():
        order = _locked(import_id, State.UPLOADED, State.CHECKING, State.CHECKED, State.APPLYING)
        order.state = State.STOPPED if order.applied_through else State.CANCELLED
        order.ended_at = timezone.now()
        order.save()
        order.parts.all().delete()
        log(order, "newsletters.import_cancelled", user=actor, data={"changed_people": bool(order.applied_through)})


def forget_address(address: str) -> None:
    """Delete the staged rows of an address, wherever they wait."""
    ImportedRow.objects.filter(of_import__rows_kept=True, address=address).delete()
    ImportedRow.objects.filter(of_import__rows_kept=True, value__iexact=address).delete()


def _check_answers(answers: Answers) -> None:
    if not answers.newsletters:
        raise ImportRefusedError(_("Choose at least one newsletter."))
    if ADDRESS not in answers.columns:
        raise ImportRefusedError(_("Choose the column that holds the e-mail addresses."))
    if not answers.consent_source.strip() or not answers.consent_wording.strip():
        raise ImportRefusedError(_("Without evidence of consent nobody is subscribed."))
    if (answers.consented_on is None) == (CONSENTED_ON not in answers.columns):
        raise ImportRefusedError(_("Say when people agreed: by one day for all, or by a column; not both."))
    if answers.consented_on is not None and answers.consented_on > timezone.localdate():
        raise ImportRefusedError(_("The day people agreed lies in the future."))


def _locked(import_id: int, *states: str) -> SubscriberImport:
    order = SubscriberImport.objects.select_for_update().filter(pk=import_id).first()
    if order is None or order.state not in states:
        raise ImportRefusedError(_("The import is further on already. This page shows how it stands."))
    return order
