"""The forms with which staff test and send an issue."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from members.api import Segment, clean_email
from newsletters.models import IssueTrial
from newsletters.models.trials import HOURS, SHARES
from newsletters.trials.ordering import TrialOrder

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

    trial = forms.BooleanField(
        label=_("Try two texts first (A/B)"),
        required=False,
        help_text=_("A part of the readers gets text A or text B; the better one then goes to all others by itself."),
    )
    share = forms.IntegerField(
        label=_("Sample, in percent of the readers"),
        required=False,
        initial=30,
        min_value=SHARES[0],
        max_value=SHARES[1],
        help_text=_("Half of it gets each text. 10 to 50 percent."),
    )
    rule = forms.ChoiceField(
        label=_("What makes a text the better one"),
        required=False,
        choices=IssueTrial.Rule.choices,
        initial=IssueTrial.Rule.CLICKS,
        widget=forms.RadioSelect,
        help_text=_("A difference that may be chance is a tie: text A goes out."),
    )
    hours = forms.IntegerField(
        label=_("Hours to wait"),
        required=False,
        initial=4,
        min_value=HOURS[0],
        max_value=HOURS[1],
        help_text=_("From when the sample has left until the others get theirs. 1 to 48 hours."),
    )

    _TRIAL_FIELDS = ("trial", "share", "rule", "hours")

    def __init__(self, *args: Any, with_trial: bool = False, **options: Any) -> None:
        """Offer a trial only `with_trial`: for an issue that has another text."""
        super().__init__(*args, **options)
        if not with_trial:
            for name in self._TRIAL_FIELDS:
                del self.fields[name]

    def trial_order(self) -> TrialOrder | None:
        """Return the trial that was asked for, if one was; of a valid form."""
        given = self.cleaned_data
        if not given.get("trial"):
            return None
        return TrialOrder(given["share"], IssueTrial.Rule(given["rule"]), given["hours"])

    def clean(self) -> dict[str, Any]:
        """A time needs a time, and it must lie ahead; local time needs one too, and a trial all that makes it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("trial"):
            for name in self._TRIAL_FIELDS:
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, _("A trial needs this."))
        if cleaned.get("when") == self.When.NOW:
            cleaned["start_at"], cleaned["local_time"] = None, False
        elif cleaned.get("when") == self.When.LATER and "start_at" not in self.errors:
            if not cleaned.get("start_at"):
                self.add_error("start_at", _("Choose a time."))
            elif cleaned["start_at"] <= timezone.now():
                self.add_error("start_at", _("This time has passed."))
        return cleaned
