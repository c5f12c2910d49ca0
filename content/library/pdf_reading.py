"""Reads a PDF in a process of its own, which may fail, hang or grow without harm to anyone.

Run as `python -m content.library.pdf_reading FILE FOLDER`, it writes `cover.webp`, `cover-small.webp` and
`result.json` into the folder. Its address space and processor time are limited by the kernel; the caller adds a
limit of time. PDFium (through pypdfium2) does the reading and needs nothing from the system.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

WIDTH, SMALL_WIDTH = 720, 300
TALLEST = 2.2
"""How much taller than wide a cover may be; what is longer is cut at the foot."""
MOST_PAGES_READ = 120
MOST_CHARACTERS = 200_000
MEMORY_BYTES = 1_500 * 1024 * 1024
PROCESSOR_SECONDS = 25


def read_pdf(file: Path, folder: Path) -> dict[str, Any]:
    """Write the covers and return the number of pages, the size of the cover and the words; raises on a broken file."""
    import pypdfium2  # noqa: PLC0415 - imported under the limits

    document = pypdfium2.PdfDocument(file)
    page_count = len(document)
    if page_count == 0:
        raise ValueError("no pages")
    image = _first_page(document)
    image.save(folder / "cover.webp", quality=82, method=4)
    small = image.resize((SMALL_WIDTH, max(1, round(image.height * SMALL_WIDTH / image.width))))
    small.save(folder / "cover-small.webp", quality=80, method=4)
    return {
        "page_count": page_count,
        "width": image.width,
        "height": image.height,
        "text": _words(document, min(page_count, MOST_PAGES_READ)),
    }


def _first_page(document: Any) -> Any:
    page = document[0]
    width, height = page.get_size()
    # PDFium draws the whole page at this scale: a page as long as a street is drawn narrower and then cut.
    scale = min(WIDTH / width, WIDTH * TALLEST * 3 / height)
    image = page.render(scale=scale).to_pil().convert("RGB")
    image = image.crop((0, 0, image.width, max(1, min(image.height, round(image.width * TALLEST)))))
    return image if image.width == WIDTH else image.resize((WIDTH, max(1, round(image.height * WIDTH / image.width))))


def _words(document: Any, pages: int) -> str:
    texts: list[str] = []
    length = 0
    for number in range(pages):
        text = document[number].get_textpage().get_text_range()
        texts.append(text)
        length += len(text)
        if length >= MOST_CHARACTERS:
            break
    whole = " ".join(" ".join(texts).split())[:MOST_CHARACTERS]
    return whole.replace("\x00", " ").encode("utf-8", "ignore").decode()


def main(arguments: list[str]) -> int:
    """Read one file under limits; the exit status says whether it could be read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    file, folder = Path(arguments[0]), Path(arguments[1])
    result: dict[str, Any]
    try:
        result = read_pdf(file, folder)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a file becomes words for staff
        result = {"failure": type(error).__name__, "protected": "password" in str(error).lower()}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    return 1 if "failure" in result else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
