"""Visitors at `/es/` read Spanish: the demo's pages look for no word of the program in vain."""

import gettext

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from wagtail.models import Page

PATHS = (
    "/es/search/",
    "/es/search/?q=biomarcadores",
    "/es/search/?q=nothing-is-called-so",
    "/es/topics/",
    "/es/legislators/",
    "/es/legislators/?street=&zip_code=abc",
    "/es/legislators/states/",
    "/es/join/",
    "/es/preferences/",
    "/es/account/login/",
    "/es/account/login/password/",
    "/es/no-such-page/",
)
NEVER_SHOWN = {"- Select an option -"}
"""Wagtail's editor asks for it when a block with a choice is made ready; no visitor sees it."""


class Untranslated(gettext.NullTranslations):
    """Stands behind the Spanish catalogue and notes what is looked for there in vain."""

    def __init__(self) -> None:
        super().__init__()
        self.words: set[str] = set()

    def gettext(self, message: str) -> str:
        self.words.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.words.add(msgid1)
        return msgid1 if n == 1 else msgid2

    def pgettext(self, context: str, message: str) -> str:
        self.words.add(f"{context}: {message}")
        return message

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        self.words.add(f"{context}: {msgid1}")
        return msgid1 if n == 1 else msgid2


@pytest.fixture
def untranslated(demo_site: str, monkeypatch: pytest.MonkeyPatch) -> Untranslated:
    """What is looked for in Spanish without being there, from here to the end of the test."""
    behind = Untranslated()
    monkeypatch.setattr(trans_real.translation("es"), "_fallback", behind)
    return behind


def test_the_spanish_pages_look_for_no_word_in_vain(untranslated: Untranslated) -> None:
    visitor = Client()
    pages = [page.get_url() for page in Page.objects.live().filter(locale__language_code="es", depth__gt=1)]
    assert len(pages) > 15

    for path in (*pages, *PATHS):
        assert visitor.get(path).status_code == (404 if path == "/es/no-such-page/" else 200), path

    assert "\n".join(sorted(untranslated.words - NEVER_SHOWN)) == ""


def test_a_word_without_spanish_is_noticed(untranslated: Untranslated) -> None:
    with translation.override("es"):
        translation.gettext("a word that nobody has translated")

    assert untranslated.words == {"a word that nobody has translated"}
