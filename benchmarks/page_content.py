"""The pages under measurement: fifty blocks and sixteen pictures, the same on both sites, and many pages around them.

    python -m benchmarks.page_content --pages 10000 --pictures FOLDER --port 8000

fills the platform's database (`DATABASE_URL`, migrated); run again with more pages it adds the missing ones.
"""

import argparse
import json
import os
import uuid
from pathlib import Path
from typing import Any

PARAGRAPHS, PICTURES = 34, 16
WORDS = "Numbers on this page stand for nothing; they are here so that a page of the usual weight is measured. "
SLUG = "fifty-blocks"
_STEP = 4


def story() -> list[dict[str, Any]]:
    """The stream of both sites: paragraphs of about 400 characters, a picture after every second one."""
    paragraphs = [
        {"type": "paragraph", "id": str(uuid.UUID(int=number)), "value": f"<p><b>Part {number}.</b> {WORDS * 4}</p>"}
        for number in range(PARAGRAPHS)
    ]
    pictures = [
        {
            "type": "picture",
            "id": str(uuid.UUID(int=1000 + number)),
            "value": {
                "image": number,
                "alternative": f"A field of one colour, number {number}",
                "decorative": False,
                "caption": f"<p>Picture {number}</p>",
            },
        }
        for number in range(PICTURES)
    ]
    blocks = []
    for number, paragraph in enumerate(paragraphs):
        blocks.append(paragraph)
        if number % 2 and number // 2 < PICTURES:
            blocks.append(pictures[number // 2])
    return blocks


def draw_pictures(folder: Path) -> None:
    """Write the picture files, 1,600 by 900 pixels."""
    from PIL import Image

    folder.mkdir(parents=True)
    for number in range(PICTURES):
        Image.new("RGB", (1600, 900), (number * 15, 90, 200 - number * 10)).save(folder / f"{number}.png")


def fill(pages: int, pictures: Path, port: int) -> None:
    """Put the page of fifty blocks and `pages` small ones below the home page, and name the site's host."""
    from wagtail.models import Site

    from content.pages.first_pages import lay_first_pages
    from content.pages.models import StandardPage

    home = lay_first_pages()
    Site.objects.update(hostname="localhost", port=port)
    if not StandardPage.objects.filter(slug=SLUG).exists():
        blocks = story()
        images = _images(pictures)
        for block in blocks:
            if block["type"] == "picture":
                block["value"]["image"] = images[block["value"]["image"]]
        home.add_child(
            instance=StandardPage(
                title="Fifty blocks", slug=SLUG, summary="As heavy as pages get.", body=json.dumps(blocks)
            )
        )
    _add_small_pages(home, pages)


def _images(pictures: Path) -> list[int]:
    from django.core.files.images import ImageFile

    from content.media.models import SiteImage

    made = []
    for number in range(PICTURES):
        with (pictures / f"{number}.png").open("rb") as opened:
            image = SiteImage(title=f"Picture {number}", file=ImageFile(opened, name=f"{number}.png"))
            image.save()
        made.append(image.pk)
    return made


def _add_small_pages(home: Any, pages: int) -> None:
    """Bring the number of small pages to `pages`, a hundred under each section, without a save for each."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from wagtail.models import Page

    from content.pages.models import StandardPage

    kind = ContentType.objects.get_for_model(StandardPage)
    for section_number in range(-(-pages // 100)):
        slug = f"section-{section_number}"
        if StandardPage.objects.filter(slug=slug).exists():
            continue
        home.refresh_from_db()
        section = home.add_child(instance=StandardPage(title=slug, slug=slug, summary="A section."))
        small = [
            Page(
                title=f"Page {section_number}-{number}",
                draft_title=f"Page {section_number}-{number}",
                slug=f"page-{section_number}-{number}",
                path=f"{section.path}{number + 1:0{_STEP}d}",
                depth=section.depth + 1,
                url_path=f"{section.url_path}page-{section_number}-{number}/",
                content_type=kind,
                locale=section.locale,
                translation_key=uuid.uuid4(),
                live=True,
            )
            for number in range(100)
        ]
        made = Page.objects.bulk_create(small)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {StandardPage._meta.db_table} (page_ptr_id, summary, body) VALUES (%s, 'Small.', '[]')",
                [[page.pk] for page in made],
            )
        Page.objects.filter(pk=section.pk).update(numchild=100)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def main() -> None:
    """Fill the database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")
    import django

    django.setup()
    fill(options.pages, options.pictures, options.port)


if __name__ == "__main__":
    main()
