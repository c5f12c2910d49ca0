"""What follows from an uploaded document."""

from typing import Any

from django.db import transaction

from content.library.tasks import read_document


def read_new_document(instance: Any, *, raw: bool = False, **_signal: object) -> None:
    """Ring for a worker to read a PDF; the document itself is saved whatever comes of it."""
    if not raw and instance.file and instance.file.name.lower().endswith(".pdf"):
        transaction.on_commit(lambda: read_document.delay(instance.pk), robust=True)
