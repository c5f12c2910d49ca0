"""Visitors at `/es/` read Spanish: each word of the templates that they see is in the catalogues.

What Python puts on the pages is looked at where the demo's pages are walked, in `tests/browser/test_spanish_pages.py`.
"""

import re
from pathlib import Path

from django.conf import settings
from django.utils.translation import trans_real

from pmcsite.catalogues import template_messages
from pmcsite.management.commands.collect_messages import ROOMS

ROOT = Path(settings.BASE_DIR)
SEEN_BY_STAFF_ONLY = re.compile(
    r"/admin/|/wagtailadmin/|/mail_catcher/|/styleguide|/checking/|/preview_without_choice|/block_preview|/staff_only"
)


def test_every_word_of_the_public_templates_has_its_spanish() -> None:
    words: dict[str, Path] = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("templates/**/*"):
            if path.suffix in {".html", ".txt", ".xml"} and not SEEN_BY_STAFF_ONLY.search(path.as_posix()):
                for word, _plural in template_messages(path.read_text(encoding="utf-8")):
                    words[word] = path.relative_to(ROOT)
    assert len(words) > 500

    catalogue = trans_real.translation("es")._catalog
    written = {key[0] if isinstance(key, tuple) else key for key in catalogue.keys()}  # noqa: SIM118 (no plain dictionary)
    written = {key.rpartition("\x04")[2] for key in written}

    assert sorted(f"{path}: {word}" for word, path in words.items() if word not in written) == []
