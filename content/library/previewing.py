"""Makes the preview of a document: its cover and words, or the reason why there are none."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils.translation import gettext_noop
from wagtail.documents import get_document_model

from content.library.models import DocumentPreview

log = structlog.get_logger(__name__)

document_read = Signal()
"""Sent with `document_id` after a document was read: who shows or finds it by its words looks again."""

LARGEST_BYTES = 60 * 1024 * 1024
SECONDS = 60
TOO_LARGE = gettext_noop("The file is too large to make a cover from it. It can be downloaded as it is.")
TOO_LONG = gettext_noop("Reading the file took too long. It can be downloaded as it is; export it again for a cover.")
PROTECTED = gettext_noop("The file asks for a password: readers could not open it either.")
DAMAGED = gettext_noop("The file is damaged or no PDF. Export it again and upload that.")
MISSING = gettext_noop("The file is not there.")


@dataclass(frozen=True)
class Reading:
    """What a PDF gave: either words and covers, or the reason why not."""

    failure: str = ""
    page_count: int = 0
    width: int = 0
    height: int = 0
    text: str = ""
    cover: bytes = b""
    cover_small: bytes = b""


def make_preview(document_id: int) -> DocumentPreview | None:
    """Read a document and keep the result; nothing for one that is gone. A file already read is not read again."""
    document = get_document_model().objects.filter(pk=document_id).first()
    if document is None:
        return None
    file_hash = document.get_file_hash() if _is_there(document) else ""
    known = DocumentPreview.objects.filter(document=document).first()
    if known is not None and known.file_hash == file_hash and file_hash:
        return known
    reading = _read(document) if file_hash else Reading(failure=MISSING)
    preview = _keep(document_id, file_hash, reading)
    if reading.failure:
        log.info("document_without_cover", document_id=document_id, reason=reading.failure)
    document_read.send(DocumentPreview, document_id=document_id)
    return preview


def unread_documents(most: int = 100) -> list[int]:
    """PDFs that have no preview yet, oldest first."""
    documents = get_document_model().objects.filter(Q(preview__isnull=True), file__iendswith=".pdf")
    return list(documents.order_by("pk").values_list("pk", flat=True)[:most])


def _is_there(document: Any) -> bool:
    return bool(document.file) and document.file.storage.exists(document.file.name)


def _read(document: Any) -> Reading:
    if document.file.size > LARGEST_BYTES:
        return Reading(failure=TOO_LARGE)
    with tempfile.TemporaryDirectory(prefix="preview-") as name:
        folder = Path(name)
        copy = folder / "document.pdf"
        with document.open_file() as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        return read_file(copy, folder)


def read_file(file: Path, folder: Path) -> Reading:
    """Read one PDF in a process of its own, within `SECONDS` and the limits of `content.library.pdf_reading`."""
    command = [sys.executable, "-m", "content.library.pdf_reading", str(file), str(folder)]
    try:
        finished = subprocess.run(  # noqa: S603 - our own program, on a file we have written
            command, cwd=settings.BASE_DIR, timeout=SECONDS, capture_output=True, check=False, env={"LC_ALL": "C.UTF-8"}
        )
    except subprocess.TimeoutExpired:
        return Reading(failure=TOO_LONG)
    result_file = folder / "result.json"
    if not result_file.exists():
        # The kernel ended it: -24 (SIGXCPU) or -9 for time, anything else is a fault the file provoked.
        return Reading(failure=TOO_LONG if finished.returncode in {-24, -9} else DAMAGED)
    result = json.loads(result_file.read_text(encoding="utf-8"))
    if "failure" in result:
        return Reading(failure=PROTECTED if result.get("protected") else DAMAGED)
    return Reading(
        page_count=result["page_count"],
        width=result["width"],
        height=result["height"],
        text=result["text"],
        cover=(folder / "cover.webp").read_bytes(),
        cover_small=(folder / "cover-small.webp").read_bytes(),
    )


def _keep(document_id: int, file_hash: str, reading: Reading) -> DocumentPreview | None:
    """Write the preview; old cover files go once the row no longer names them."""
    with transaction.atomic():
        if not get_document_model().objects.select_for_update().filter(pk=document_id).exists():
            return None
        preview = DocumentPreview.objects.filter(document_id=document_id).first() or DocumentPreview(
            document_id=document_id
        )
        old = [(file.storage, str(file.name)) for file in (preview.cover, preview.cover_small) if file]
        preview.file_hash = file_hash
        preview.failure = reading.failure
        preview.page_count, preview.width, preview.height = reading.page_count, reading.width, reading.height
        preview.text = reading.text
        preview.cover, preview.cover_small = "", ""
        if reading.cover:
            preview.cover.save(f"{document_id}-{file_hash[:12]}.webp", ContentFile(reading.cover), save=False)
            preview.cover_small.save(
                f"{document_id}-{file_hash[:12]}-small.webp", ContentFile(reading.cover_small), save=False
            )
        preview.save()
        transaction.on_commit(lambda: delete_files(old))
    return preview


def delete_files(files: Iterable[tuple[Any, str]]) -> None:
    """Remove files that no row names any more."""
    for storage, name in files:
        storage.delete(name)
