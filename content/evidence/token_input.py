"""A plain text field with a button that inserts a fact as a token, for texts that are no rich text, such as letters."""

from typing import Any

from django.forms import Media
from django.urls import reverse_lazy
from django.utils.translation import gettext
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.widgets import AdminAutoHeightTextInput


class FactTokenTextarea(AdminAutoHeightTextInput):
    """A text area that grows, with a button that opens the chooser of facts and writes `{{ fact.short-name }}`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 5, **(attrs or {})})

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what `fact_token.js` looks for."""
        attrs: dict[str, Any] = super().build_attrs(*args, **kwargs)
        controllers = f"{attrs.get('data-controller', '')} fact-token".strip()
        chooser = str(reverse_lazy("wagtailsnippetchoosers_evidence_fact:choose"))
        return {
            **attrs,
            "data-controller": controllers,
            "data-fact-token-chooser-value": chooser,
            "data-fact-token-label-value": gettext("Insert a fact"),
        }

    @property
    def media(self) -> Media:
        """The chooser's scripts and the button's."""
        scripts = ("wagtailadmin/js/modal-workflow.js", "wagtailadmin/js/chooser-modal.js", "evidence/fact_token.js")
        own: Media = super().media
        return own + Media(js=[versioned_static(script) for script in scripts])
