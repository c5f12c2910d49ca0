"""The forms visitors and members fill in."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.addresses import clean_email
from members.consent.purposes import consent_purposes
from members.models import AddressRequest
from members.names import clean_name, clean_zip_code


class AddressField(forms.CharField):
    """An e-mail address: normalised, refused with a message in the visitor's words."""

    widget = forms.EmailInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        super().__init__(**{"strip": True, **kwargs})
        self.widget.attrs.update({"autocomplete": "email", "inputmode": "email", "spellcheck": "false"})

    def clean(self, value: Any) -> str:
        """Return the normalised address."""
        typed = str(value or "").strip()
        if not typed and not self.required:
            return ""
        return clean_email(typed)


class NameField(forms.CharField):
    """A part of a name, on one line, without invisible characters."""

    def clean(self, value: Any) -> str:
        """Return the cleaned name."""
        return clean_name(super().clean(value))


class ZipCodeField(forms.CharField):
    """A ZIP code of five digits; ZIP+4 is cut to five."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("ZIP code"))
        super().__init__(**kwargs)
        self.widget.attrs.update({"autocomplete": "postal-code", "inputmode": "numeric"})

    def clean(self, value: Any) -> str:
        """Return five digits or nothing."""
        return clean_zip_code(super().clean(value))


class AddressForm(forms.Form):
    """Asks for an e-mail address and nothing else."""

    email = AddressField()

    def request_for(self, wanted: AddressRequest.Wanted) -> AddressRequest:
        """Return what was asked for, unsaved."""
        return AddressRequest(wanted=wanted, email=self.cleaned_data["email"], language=get_language() or "en")


class JoinForm(AddressForm):
    """Joining: the address, optionally a name and ZIP code, and one unticked box per purpose."""

    first_name = NameField(label=_("First name"), required=False)
    last_name = NameField(label=_("Last name"), required=False)
    zip_code = ZipCodeField(
        required=False, help_text=_("Tells us who represents you. You can leave it empty and add it later.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        self._purposes = {f"consent_{purpose.name}": purpose for purpose in consent_purposes()}
        for name, purpose in self._purposes.items():
            self.fields[name] = forms.BooleanField(label=str(purpose.wording), required=False)

    def consent_fields(self) -> list[forms.BoundField]:
        """Return the boxes, in the order of the purposes."""
        return [self[name] for name in self._purposes]

    def request_for(self, wanted: AddressRequest.Wanted) -> AddressRequest:
        """Return what was asked for, with the ticked consents and the words beside each box."""
        request = super().request_for(wanted)
        for name in ("first_name", "last_name", "zip_code"):
            setattr(request, name, self.cleaned_data[name])
        request.consents = {
            purpose.name: str(purpose.wording) for name, purpose in self._purposes.items() if self.cleaned_data[name]
        }
        return request
