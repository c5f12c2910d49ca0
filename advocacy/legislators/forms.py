"""The questions on the public look-up pages. They are answered by GET: nothing is stored."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.legislators.states import STATES
from advocacy.legislators.zip_codes import InvalidZipCodeError, parse_zip_code


class ZipCodeForm(forms.Form):
    """Asks for a ZIP code and gives its five digits."""

    zip = forms.CharField(
        label=_("Your ZIP code"),
        max_length=200,
        help_text=_("Five digits, or ZIP+4. It is used for this answer only."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code", "maxlength": "20"}),
    )

    def clean_zip(self) -> str:
        """Return the five digits, or say what is wrong with them."""
        try:
            return parse_zip_code(self.cleaned_data["zip"])
        except InvalidZipCodeError as error:
            raise forms.ValidationError(str(error)) from error


class StateForm(forms.Form):
    """Asks for a state or territory."""

    def __init__(self, *arguments: Any, codes: list[str] | None = None, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        chosen = [STATES[code] for code in codes] if codes else list(STATES.values())
        named = sorted((state.name, state.code) for state in chosen)
        self.fields["state"] = forms.ChoiceField(
            label=_("Your state or territory"),
            choices=[("", _("Choose one")), *((code, name) for name, code in named)],
        )


class SearchForm(forms.Form):
    """Keeps the names and districts of a list that contain every word."""

    q = forms.CharField(
        label=_("Name or district"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
