"""The editor's forms of publications and events."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from content.library.event_times import on_clock, time_zone_choices, validate_time_zone


class PublicationForm(WagtailAdminPageForm):
    """Refuses a document that is no PDF: the cover and the words are read from it."""

    def clean_document(self) -> Any:
        """The chosen document; raises ValidationError for another kind of file."""
        document = self.cleaned_data["document"]
        if document is not None and not document.filename.lower().endswith(".pdf"):
            raise ValidationError(_("Choose a PDF."))
        return document


class EventForm(WagtailAdminPageForm):
    """Reads and shows begin and end on the clock of the event's own time zone, wherever the editor sits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("time_zone")
        if field is not None:
            field.widget = forms.Select(choices=time_zone_choices())
        event = self.instance
        if event.starts_at and event.ends_at and {"starts_at", "ends_at"} <= set(self.fields):
            self.initial["starts_at"] = event.times.starts_wall
            self.initial["ends_at"] = event.times.ends_wall

    def clean(self) -> dict[str, Any]:
        """Move what was typed from the editor's clock to the event's; raises for a time that does not exist."""
        cleaned: dict[str, Any] = super().clean()
        zone_name = cleaned.get("time_zone")
        if zone_name:
            try:
                validate_time_zone(zone_name)
            except ValidationError:
                # The field's own check names it; no time can be read on a clock that is nowhere.
                return cleaned
        for name in ("starts_at", "ends_at"):
            moment = cleaned.get(name)
            if moment is None or not zone_name:
                continue
            wall_time = timezone.make_naive(moment) if timezone.is_aware(moment) else moment
            try:
                cleaned[name] = on_clock(wall_time, zone_name)
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned
