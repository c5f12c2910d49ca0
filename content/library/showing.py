"""The document that a page of the library shows, with its cover."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from wagtail.documents import get_document_model


@dataclass(frozen=True)
class ShownDocument:
    """A document to read or download; sizes in bytes and pixels, 0 where they are not known."""

    url: str
    filename: str
    size: int
    page_count: int
    cover: str
    cover_small: str
    width: int
    height: int
    failure: str


def shown_document(identifier: int | None) -> ShownDocument | None:
    """The document with its cover, in one query; nothing where there is none."""
    if identifier is None:
        return None
    document = get_document_model().objects.select_related("preview").filter(pk=identifier).first()
    return document_as_shown(document)


def document_as_shown(document: Any) -> ShownDocument | None:
    """A document read with its preview, as a page shows it."""
    if document is None:
        return None
    preview = getattr(document, "preview", None)
    return ShownDocument(
        url=document.url,
        filename=document.filename,
        size=document.file_size or 0,
        page_count=preview.page_count if preview else 0,
        cover=preview.cover.url if preview and preview.cover else "",
        cover_small=preview.cover_small.url if preview and preview.cover else "",
        width=preview.width if preview else 0,
        height=preview.height if preview else 0,
        failure=gettext(preview.failure) if preview and preview.failure else "",
    )
