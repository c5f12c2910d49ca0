"""Where a reader is, on the pages that lie below a plan but not in the page tree."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page


def breadcrumbs(page: Page, *titles: str, above: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    """Home, the page, what lies between, and the titles, the last of which is the page itself."""
    language = get_language() or settings.LANGUAGE_CODE
    home = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
    return [(_("Home"), home), (page.title, page.url or ""), *above, *((title, "") for title in titles)]
