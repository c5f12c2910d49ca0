"""The form with which a visitor subscribes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.api import AddressField, NameField
from newsletters.models import Newsletter
from newsletters.subscriptions import open_newsletters


class SubscribeForm(forms.Form):
    """An address, optionally a first name, and which newsletters."""

    email = AddressField()
    first_name = NameField(label=_("First name"), required=False, max_length=100)
    newsletter = forms.MultipleChoiceField(label=_("Newsletters"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["maxlength"] = 254
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self._open = list(open_newsletters(language))
        field = self.fields["newsletter"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(newsletter.slug, newsletter.name) for newsletter in self._open]

    def chosen(self) -> list[Newsletter]:
        """Return what was chosen; without a choice the general newsletter, else the first one."""
        slugs = set(self.cleaned_data["newsletter"])
        if slugs:
            return [newsletter for newsletter in self._open if newsletter.slug in slugs]
        general = [newsletter for newsletter in self._open if newsletter.pillar == Newsletter.Pillar.ALL]
        return (general or self._open)[:1]
