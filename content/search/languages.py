"""The languages search knows, and PostgreSQL's text search configuration for each."""

from django.conf import settings
from django.utils.translation import get_language

_CONFIGURATIONS = {"en": "english", "es": "spanish"}


def active_language() -> str:
    """The language being shown."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def configuration_of(language: str) -> str:
    """The configuration by which words of a language are brought to their stem; plain words for an unknown one."""
    return _CONFIGURATIONS.get(language, "simple")
