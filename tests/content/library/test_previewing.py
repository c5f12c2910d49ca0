"""Covers and words of PDFs: made in a process of its own, within bounds, whatever the file is."""

import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from content.library import previewing
from content.library.models import DocumentPreview
from content.library.previewing import DAMAGED, TOO_LARGE, make_preview, read_file, unread_documents
from tests.content.library.factories import make_document, pdf_bytes

pytestmark = pytest.mark.django_db

PAGES_300 = 300


def pdf_of(
    pages: int, size: str = "0 0 612 792", content: bytes = b"BT /F1 40 Tf 72 700 Td (Melatonin) Tj ET"
) -> bytes:
    """A PDF written by hand, with the same content on every page."""
    kids = " ".join(f"{5 + number} 0 R" for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [{size}] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    objects += [page.encode()] * pages
    whole, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    whole += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return whole + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def read(content: bytes, tmp_path: Path) -> Any:
    file = tmp_path / "document.pdf"
    file.write_bytes(content)
    return read_file(file, tmp_path)


class TestReading:
    def test_a_cover_is_the_first_page_and_the_words_are_read(self, tmp_path: Path) -> None:
        reading = read(pdf_of(2), tmp_path)
        assert (reading.failure, reading.page_count, reading.width, reading.height) == ("", 2, 720, 932)
        assert reading.text == "Melatonin Melatonin"
        with Image.open(tmp_path / "cover.webp") as cover:
            assert cover.size == (720, 932)
            assert cover.convert("L").getextrema()[0] < 60, "the words are drawn"
        with Image.open(tmp_path / "cover-small.webp") as small:
            assert small.size == (300, 388)

    def test_300_pages_are_counted_and_read_up_to_a_limit(self, tmp_path: Path) -> None:
        reading = read(pdf_of(PAGES_300), tmp_path)
        assert reading.page_count == PAGES_300
        assert reading.text.count("Melatonin") == 120

    @pytest.mark.parametrize("size", ["0 0 10 200000", "0 0 200000 10", "0 0 14400 14400"])
    def test_a_page_of_any_shape_gives_a_cover_of_bounded_size(self, tmp_path: Path, size: str) -> None:
        reading = read(pdf_of(1, size), tmp_path)
        assert not reading.failure
        assert reading.width == 720
        assert 1 <= reading.height <= 720 * 2.2

    @pytest.mark.parametrize(
        "content",
        [b"", b"%PDF-1.7\n", b"GIF89a" + b"\x00" * 100, pdf_of(3)[:200], b"%PDF-1.7" + b"\xff" * 5000, pdf_of(0)],
        ids=["empty", "header", "other", "cut", "noise", "no pages"],
    )
    def test_a_broken_file_is_named_so(self, tmp_path: Path, content: bytes) -> None:
        assert read(content, tmp_path).failure == DAMAGED

    def test_a_reader_that_runs_away_is_ended(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        # A billion small strokes: PDFium would draw for minutes.
        monkeypatch.setattr(previewing, "SECONDS", 3)
        heavy = b"0 0 m 600 700 l S\n" * 20_000
        form = pdf_of(1, content=heavy * 40)
        before = time.monotonic()
        reading = read(form, tmp_path)
        assert reading.failure in {"", previewing.TOO_LONG}
        assert time.monotonic() - before < 30


class TestKeeping:
    def test_is_made_once_for_a_file_and_anew_for_another(self, django_assert_num_queries: Any) -> None:
        document = make_document(pdf_bytes())
        first = make_preview(document.pk)
        assert first is not None
        assert "melatonin" in first.text.lower()
        made_at = first.made_at
        assert make_preview(document.pk).made_at == made_at
        old = first.cover.name
        document.file.delete()
        document.file.save("other.pdf", __import__("django.core.files.base", fromlist=["x"]).ContentFile(pdf_of(3)))
        document.file_hash = ""
        document.save()
        again = make_preview(document.pk)
        assert (again.page_count, DocumentPreview.objects.count()) == (3, 1)
        assert again.cover.name != old

    def test_a_broken_file_leaves_words_for_staff_and_no_cover(self) -> None:
        document = make_document(b"%PDF-1.7 nonsense")
        preview = make_preview(document.pk)
        assert (preview.failure, bool(preview.cover), preview.text) == (DAMAGED, False, "")
        assert unread_documents() == []

    def test_a_file_too_large_is_not_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(previewing, "LARGEST_BYTES", 10)
        assert make_preview(make_document(pdf_of(1)).pk).failure == TOO_LARGE

    def test_a_document_that_is_gone_is_no_error(self) -> None:
        assert make_preview(12345678) is None

    def test_one_that_no_worker_read_is_found(self) -> None:
        document = make_document(pdf_of(1))
        assert unread_documents() == [document.pk]
        make_preview(document.pk)
        assert unread_documents() == []
