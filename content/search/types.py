"""The types by which results are filtered, and what visitors call them."""

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

FACT, DOCUMENT, PLAIN_PAGE = "fact", "document", "page"
_OWN_LABELS: dict[str, Promise] = {
    FACT: _("Facts"),
    DOCUMENT: _("Documents"),
    PLAIN_PAGE: _("Pages"),
    "news": _("News"),
    "blog": _("Blog posts"),
    "press": _("Press releases"),
}
_PLAIN_MODELS = frozenset({"homepage", "standardpage", "peoplepage", "organisationdirectorypage"})


def type_of(page: Any) -> str:
    """The type of a page: what it says itself as `search_type`, else by its model.

    Pages that only gather or introduce others are all of one type.
    """
    own = getattr(page, "search_type", None)
    return own or _type_of_model(page._meta.model_name)


def type_label(name: str) -> str:
    """What visitors call a type, in the plural."""
    label = _OWN_LABELS.get(name) or _model_labels().get(name)
    return str(label).capitalize() if label else name


def _type_of_model(model_name: str) -> str:
    if model_name in _PLAIN_MODELS or model_name.endswith("indexpage"):
        return PLAIN_PAGE
    return model_name.removesuffix("page")[:60] or PLAIN_PAGE


@lru_cache(maxsize=1)
def _model_labels() -> dict[str, Any]:
    return {
        _type_of_model(str(model._meta.model_name)): model._meta.verbose_name_plural
        for model in apps.get_models()
        if issubclass(model, Page)
    }
