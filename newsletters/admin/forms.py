"""The forms with which staff test and send an issue."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from members.api import Segment, clean_email

MOST_TEST_ADDRESSES = 5


class TestForm(forms.Form):
    """Where a test goes; by default to whoever asks for it."""

    addresses = forms.CharField(
        label=_("Send a test to"),
        help_text=_("Up to five addresses, separated by commas."),
        max_length=1500,
    )

    def clean_addresses(self) -> list[str]:
        """Return the addresses, each once, in the order typed."""
        typed = [part.strip() for part in self.cleaned_data["addresses"].replace(";", ",").split(",") if part.strip()]
        addresses = list(dict.fromkeys(clean_email(part) for part in typed))
        if len(addresses) > MOST_TEST_ADDRESSES:
            raise ValidationError(_("A test goes to five addresses at most."))
        return addresses


class SendForm(forms.Form):
    """To whom and when."""

    class When:
        """The choices of `when`."""

        NOW = "now"
        LATER = "later"

    segment = forms.ModelChoiceField(
        label=_("Readers"),
        queryset=Segment.objects.all(),
        required=False,
        empty_label=_("Every active subscriber"),
        help_text=_("A segment narrows the subscribers down; it never adds anyone."),
    )
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(When.NOW, _("Now")), (When.LATER, _("At a time"))],
        initial=When.NOW,
        widget=forms.RadioSelect,
    )
    start_at = forms.DateTimeField(label=_("Time"), required=False, widget=AdminDateTimeInput)
    local_time = forms.BooleanField(
        label=_("At that hour where each reader lives"),
        required=False,
        help_text=_("By the reader's state; where it is unknown, the coalition's own time."),
    )

    def clean(self) -> dict[str, Any]:
        """A time needs a time, and it must lie ahead; local time needs one too."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("when") == self.When.NOW:
            cleaned["start_at"], cleaned["local_time"] = None, False
        elif cleaned.get("when") == self.When.LATER and "start_at" not in self.errors:
            if not cleaned.get("start_at"):
                self.add_error("start_at", _("Choose a time."))
            elif cleaned["start_at"] <= timezone.now():
                self.add_error("start_at", _("This time has passed."))
        return cleaned
