"""The forms of the account page."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.forms import NameField, ZipCodeField
from members.models import Interest, Member


class ProfileForm(forms.ModelForm[Member]):
    """What a member says about themselves."""

    first_name = NameField(label=_("First name"), required=False)
    last_name = NameField(label=_("Last name"), required=False)
    zip_code = ZipCodeField(required=False, help_text=_("Tells us who represents you."))
    language = forms.ChoiceField(label=_("Language of our mails"), choices=settings.LANGUAGES)
    interests = forms.ModelMultipleChoiceField(
        label=_("What you care about"),
        queryset=Interest.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Member
        fields: ClassVar = ["first_name", "last_name", "zip_code", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        interests = Interest.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        if interests.exists():
            self.fields["interests"].queryset = interests  # type: ignore[attr-defined]  # a model choice field
            self.initial["interests"] = list(self.instance.interests.values_list("pk", flat=True))
        else:
            del self.fields["interests"]

    def save(self, commit: bool = True) -> Member:  # noqa: FBT001, FBT002  Django's contract
        """Save the member's own columns only, so that a change made elsewhere meanwhile stays."""
        if commit:
            self.instance.save(update_fields=self.Meta.fields)
            if "interests" in self.cleaned_data:
                self.instance.interests.set(self.cleaned_data["interests"])
        return self.instance


class EraseForm(forms.Form):
    """Asks once more before everything goes."""

    understood = forms.BooleanField(
        label=_("I understand that this cannot be undone."),
        error_messages={"required": _("Tick the box if you want your data erased.")},
    )
