"""The forms of the staff pages about legislators."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from advocacy.legislators.models import Committee, ImportRun
from advocacy.legislators.topics import TOPICS


class ImportForm(WagtailAdminModelForm):
    """Orders an import from an https address, or from the server's own folder of public data."""

    class Meta:
        model = ImportRun
        fields: ClassVar[list[str]] = ["source", "location", "congress", "allow_ending"]

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.fields["source"] = forms.ChoiceField(
            label=_("What to import"),
            choices=[choice for choice in ImportRun.Source.choices if choice[0] != ImportRun.Source.FICTIONAL],
        )
        self.fields["location"] = forms.CharField(
            label=_("Address"),
            required=not settings.PUBLIC_DATA,
            max_length=1000,
            help_text=_("An https address of the publisher's files.")
            + (" " + _("Leave empty to read this server's folder of public data.") if settings.PUBLIC_DATA else ""),
        )

    def clean_location(self) -> str:
        """Accept https addresses only: the staff pages do not read the server's other folders."""
        location = str(self.cleaned_data["location"]).strip()
        if location and not location.lower().startswith("https://"):
            raise forms.ValidationError(_("Enter an address that begins with https://."))
        return location

    def clean(self) -> dict[str, Any]:
        """Fill in the server's own folder, and require the Congress for a ZIP table from an address."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        source, location = cleaned.get("source"), cleaned.get("location")
        of_people = source in {ImportRun.Source.CONGRESS, ImportRun.Source.OPENSTATES}
        if source == ImportRun.Source.ZIP_AREAS and location and not cleaned.get("congress"):
            self.add_error("congress", _("The ZIP table does not say for which Congress it holds: give its number."))
        if location == "" and settings.PUBLIC_DATA:
            cleaned["location"] = settings.PUBLIC_DATA if of_people else f"{settings.PUBLIC_DATA}/districts"
        return cleaned


class CommitteeForm(WagtailAdminModelForm):
    """Sets a committee's topics, which imports then leave alone."""

    staff_topics = forms.MultipleChoiceField(
        label=_("Topics set by staff"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(topic.slug, topic.label) for topic in TOPICS],
        help_text=_("Imports leave these alone."),
    )
    use_rule = forms.BooleanField(
        label=_("Use the topics found in the name"),
        required=False,
        help_text=_("Tick to give up the topics set by staff."),
    )

    class Meta:
        model = Committee
        fields: ClassVar[list[str]] = ["staff_topics"]

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.initial["use_rule"] = self.instance.staff_topics is None
        if self.instance.staff_topics is None:
            self.initial["staff_topics"] = self.instance.derived_topics

    def clean(self) -> dict[str, Any]:
        """Keep no topics of staff's own when the rule is to decide."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("use_rule"):
            cleaned["staff_topics"] = None
        return cleaned
