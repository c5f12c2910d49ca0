"""Background work of the library: reading PDFs."""

from celery import shared_task

from content.library.previewing import make_preview, unread_documents


@shared_task(acks_late=True)
def read_document(document_id: int) -> None:
    """Make the cover of a PDF and read its words, unless that has been done."""
    make_preview(document_id)


@shared_task(acks_late=True)
def read_missed_documents() -> None:
    """Ring for PDFs that no worker has read, should a doorbell have been lost."""
    for document_id in unread_documents():
        read_document.delay(document_id)


BEAT_SCHEDULE = {
    "read documents that were missed": {"task": "content.library.tasks.read_missed_documents", "schedule": 900.0},
}
