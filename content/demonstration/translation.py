"""Translates the demo's main pages to Spanish through wagtail-localize, so that translators can go on from there."""

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from content.demonstration.spanish import SPANISH
from content.pages.models import HomePage

TRANSLATED_PATHS = ("", "what-is-personalized-medicine", "strategic-plan", "strategic-plan/2023", "evidence", "about")


class MissingSpanishError(LookupError):
    """A text of the demo has no Spanish words in `content.demonstration.spanish`."""


def translate_pages(home: HomePage) -> None:
    """Translate the pages that are not translated yet."""
    spanish = Locale.objects.get(language_code="es")
    for page in _pages(home):
        if not Translation.objects.filter(source__object_id=page.translation_key, target_locale=spanish).exists():
            with transaction.atomic():
                _translate(page, spanish)


def _translate(page: Page, locale: Locale) -> None:
    source, _new = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    _write_strings(source, locale)
    translation.save_target(publish=True)


def _pages(home: HomePage) -> Iterable[Page]:
    for path in TRANSLATED_PATHS:
        page: Page | None = home
        for slug in filter(None, path.split("/")):
            page = page.get_children().filter(slug=slug).first() if page else None
        if page is not None:
            yield page.specific


def _write_strings(source: TranslationSource, locale: Locale) -> None:
    segments = StringSegment.objects.filter(source=source).select_related("string", "context")
    for segment in segments:
        words = segment.string.data
        if words not in SPANISH:
            if segment.context.path == "slug" or words.isdigit():
                continue
            raise MissingSpanishError(words)
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": SPANISH[words], "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
        )
