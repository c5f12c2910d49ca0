"""The forms with which staff upload subscribers and say what the file holds."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from newsletters.importing.columns import ADDRESS, CONSENTED_ON, FIRST_NAME, LAST_NAME, ZIP_CODE, recognised
from newsletters.importing.uploads import Answers
from newsletters.models import Newsletter, SubscriberImport

_LABELS = {
    ADDRESS: _("Column with the e-mail address"),
    FIRST_NAME: _("Column with the first name"),
    LAST_NAME: _("Column with the last name"),
    ZIP_CODE: _("Column with the ZIP code"),
    CONSENTED_ON: _("Column with the day the person agreed"),
}
_SHORTEST_WORDING = 10


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX up to 200 MB, with headings in the first line. Nothing is changed by uploading."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class AnswersForm(forms.Form):
    """What the columns mean, for which newsletters, and what proves that people agreed."""

    newsletters = forms.ModelMultipleChoiceField(
        label=_("Newsletters"), queryset=Newsletter.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of new members"), choices=settings.LANGUAGES)
    consent_source = forms.CharField(
        label=_("Where did these people agree?"),
        max_length=150,
        help_text=_("For example: sign-up sheet at the annual meeting. The sheet or record itself stays with you."),
    )
    consent_wording = forms.CharField(
        label=_("The words they agreed to"),
        min_length=_SHORTEST_WORDING,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As they stood on the form. Kept with every subscription; members see them in their data."),
    )
    consented_on = forms.DateField(
        label=_("Day they agreed"),
        required=False,
        widget=AdminDateInput,
        help_text=_("One day for all, or choose a column below."),
    )
    date_order = forms.ChoiceField(
        label=_("Dates with slashes are"), choices=SubscriberImport.DateOrder.choices, required=False
    )

    def __init__(self, *args: Any, headings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = recognised(headings)
        choices = [("", _("– none –")), *((str(place), name or "?") for place, name in enumerate(headings))]
        for meaning, label in _LABELS.items():
            self.fields[meaning + "_column"] = forms.ChoiceField(
                label=label, choices=choices, required=meaning == ADDRESS, initial=str(known.get(meaning, ""))
            )

    def clean_consented_on(self) -> Any:
        """Nobody agrees tomorrow."""
        day = self.cleaned_data["consented_on"]
        if day is not None and day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        """The day is given once, and no column means two things."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "consented_on" not in self.errors and bool(cleaned.get("consented_on")) == bool(
            cleaned.get(f"{CONSENTED_ON}_column")
        ):
            self.add_error(
                "consented_on", _("Say when people agreed: by one day for all, or by a column; not by both.")
            )
        places = list(self._columns(cleaned).values())
        if len(places) != len(set(places)):
            raise ValidationError(_("One column cannot mean two things."))
        return cleaned

    def answers(self) -> Answers:
        """Return what was said, once it is valid."""
        cleaned = self.cleaned_data
        return Answers(
            newsletters=list(cleaned["newsletters"]),
            language=cleaned["language"],
            columns=self._columns(cleaned),
            date_order=cleaned["date_order"] or SubscriberImport.DateOrder.MONTH_FIRST,
            consent_source=cleaned["consent_source"],
            consent_wording=cleaned["consent_wording"],
            consented_on=cleaned["consented_on"],
        )

    def _columns(self, cleaned: dict[str, Any]) -> dict[str, int]:
        chosen = {meaning: cleaned.get(f"{meaning}_column") for meaning in _LABELS}
        return {meaning: int(place) for meaning, place in chosen.items() if place}
