"""Learners at `/es/` are addressed in Spanish: every word of the learning pages has its translation."""

from pathlib import Path

from django.utils import translation

import education
from pmcsite.catalogues import template_messages

TEMPLATES = Path(education.__file__).parent / "templates"
THE_SAME_IN_SPANISH = {"%(number)s."}


def test_every_word_of_the_learning_pages_has_its_spanish():
    sources = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    words = {word for source in sources for word, _plural in template_messages(source)} - THE_SAME_IN_SPANISH
    assert len(words) > 50

    with translation.override("es"):
        untranslated = sorted(word for word in words if translation.gettext(word) == word)

    assert untranslated == []


def test_counts_and_refusals_are_spanish():
    with translation.override("es"):
        one = translation.ngettext("%(counter)s lesson", "%(counter)s lessons", 1)
        three = translation.ngettext("%(counter)s lesson", "%(counter)s lessons", 3)
        refusal = translation.gettext("Choose an answer first.")

    assert (one, three) == ("%(counter)s lección", "%(counter)s lecciones")
    assert refusal == "Elija primero una respuesta."
