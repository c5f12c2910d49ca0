"""Publications, policy documents, events, people and organisations."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Publications, policy documents, events, people and organisations."""

    name = "content.library"
    label = "library"
    verbose_name = "Library"

    def ready(self) -> None:
        """Offer the ledger's totals to plans, and read a PDF whenever one is uploaded."""
        from django.db.models.signals import post_save
        from wagtail.documents import get_document_model

        from content.library.live_metrics import register_library_metrics
        from content.library.receivers import read_new_document

        register_library_metrics()
        post_save.connect(read_new_document, sender=get_document_model(), dispatch_uid="content.library.read_document")
