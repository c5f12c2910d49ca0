"""The form a certificate is asked for with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.api import AddressField, Member, NameField


class CertificateForm(forms.Form):
    """Name and address for a certificate; a signed-in member's address is known already."""

    name = NameField(
        label=_("Your name, as the certificate should show it"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Anyone with the certificate's address can read it."),
    )
    email = AddressField(help_text=_("We send a link there to confirm that it is yours."))

    def __init__(self, *args: Any, member: Member | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if member is not None:
            del self.fields["email"]
