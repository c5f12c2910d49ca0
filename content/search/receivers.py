"""Keeps the entries of search in step with what is published."""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished

from content.evidence.models import Fact, FactTranslation, FactVersion
from content.library.models import DocumentPreview
from content.library.previewing import document_read
from content.search.indexing import forget_page, index_fact, index_page, pages_with_words_of

log = structlog.get_logger(__name__)


def connect_receivers() -> None:
    """Connect to everything that changes what can be found."""
    page_published.connect(_page_published, dispatch_uid="content.search.page_published")
    page_unpublished.connect(_page_unpublished, dispatch_uid="content.search.page_unpublished")
    post_save.connect(_fact_saved, sender=Fact, dispatch_uid="content.search.fact_saved")
    for signal in (post_save, post_delete):
        signal.connect(_translation_changed, sender=FactTranslation, dispatch_uid="content.search.fact_translated")
    post_save.connect(_version_added, sender=FactVersion, dispatch_uid="content.search.version_added")
    document_read.connect(_document_read, sender=DocumentPreview, dispatch_uid="content.search.document_read")


def _page_published(instance: Any, **_signal: object) -> None:
    _without_stopping(lambda: index_page(instance.pk), page_id=instance.pk)


def _page_unpublished(instance: Any, **_signal: object) -> None:
    _without_stopping(lambda: forget_page(instance.pk), page_id=instance.pk)


def _fact_saved(instance: Fact, **_signal: object) -> None:
    _without_stopping(lambda: index_fact(instance.pk), fact_id=instance.pk)


def _translation_changed(instance: FactTranslation, **_signal: object) -> None:
    fact_id = instance.version.fact_id
    _without_stopping(lambda: index_fact(fact_id), fact_id=fact_id)


def _version_added(instance: FactVersion, **_signal: object) -> None:
    """The version becomes the fact's current one in the same transaction, after this signal."""
    transaction.on_commit(
        lambda: _without_stopping(lambda: index_fact(instance.fact_id), fact_id=instance.fact_id), robust=True
    )


def _document_read(document_id: int, **_signal: object) -> None:
    for page_id in pages_with_words_of(document_id):
        _without_stopping(lambda page_id=page_id: index_page(page_id), page_id=page_id)  # type: ignore[misc]


def _without_stopping(work: Callable[[], None], **about: int) -> None:
    """Do the work in a savepoint of its own: an entry that cannot be written never stops a publication.

    It is logged, and the next mending writes it.
    """
    try:
        with transaction.atomic():
            work()
    except (DatabaseError, LookupError, ValueError) as error:
        log.exception("search_entry_not_written", error=type(error).__name__, **about)
