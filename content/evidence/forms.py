"""The form in which staff write a fact: its identity, what it says now, and the words in other languages."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.widgets import AdminSnippetChooser

from content.evidence.models import Fact, FactVersion, Source
from content.evidence.versions import (
    TRANSLATED_FIELDS,
    FactContent,
    FactWords,
    add_version,
    content_of,
    translate_version,
)

OTHER_LANGUAGES = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
CONTENT_FIELDS = list(FactContent.__dataclass_fields__)


def translated_field_names(language: str) -> list[str]:
    """The form's names of the fields that hold the words in one language."""
    return [f"{name}_{language}" for name in TRANSLATED_FIELDS]


class FactForm(WagtailAdminModelForm):
    """Saving a changed statement, figure or source adds a version and insists on a reason."""

    statement = forms.CharField(
        label=_("Statement"), max_length=300, help_text=_("What is counted, without the figure: “Patients who …”.")
    )
    value = forms.DecimalField(
        label=_("Figure"),
        max_digits=24,
        decimal_places=6,
        required=False,
        help_text=_("Leave it empty where no source gives one: the fact then stays open."),
    )
    qualifier = forms.ChoiceField(label=_("Exactness"), choices=FactVersion.Qualifier.choices, required=False)
    unit = forms.CharField(
        label=_("Unit"), max_length=80, required=False, help_text=_("For example: percent, patients, of 46.")
    )
    display = forms.CharField(
        label=_("Figure in words"),
        max_length=80,
        required=False,
        help_text=_("Only where the figure should not be read as number and unit, such as “about one in three”."),
    )
    population = forms.CharField(label=_("Population"), max_length=300, required=False)
    period = forms.CharField(label=_("Period"), max_length=80, required=False)
    as_of = forms.DateField(label=_("As of"), required=False, widget=AdminDateInput)
    source = forms.ModelChoiceField(
        label=_("Source"), queryset=Source.objects.all(), required=False, widget=AdminSnippetChooser(Source)
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    reason = forms.CharField(
        label=_("Reason of change"),
        max_length=500,
        required=False,
        help_text=_("Needed when anything above changes. It is shown in the fact's public history."),
    )
    edited_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current: FactVersion | None = self.instance.current if self.instance.pk else None
        if self.instance.pk:
            self.fields["slug"].disabled = True
        for language, _name in OTHER_LANGUAGES:
            words = current.translations.filter(language=language).first() if current else None
            for name in TRANSLATED_FIELDS:
                self.fields[f"{name}_{language}"].initial = getattr(words, name, "")
        if current:
            for name in CONTENT_FIELDS:
                self.fields[name].initial = getattr(current, name)
            if current.value is not None:
                self.fields["value"].initial = Decimal(f"{current.value.normalize():f}")
        self.fields["edited_version"].initial = current.number if current else 0

    def clean(self) -> dict[str, Any]:
        """Check what only shows together: a figure needs a source, a change needs a reason."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("value") is not None and not cleaned.get("source"):
            self.add_error("source", _("A figure needs a source."))
        if cleaned.get("value") is None and cleaned.get("display"):
            self.add_error("display", _("Words for a figure need the figure."))
        current = self.instance.current if self.instance.pk else None
        if current and cleaned.get("edited_version") != current.number:
            message = _("Somebody saved version %(number)s of this fact meanwhile. Reload the page to see it.")
            raise ValidationError(message, params={"number": current.number})
        if current and self._says_something_else(current) and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why the fact changes: the reason is shown in its history."))
        for language, name in OTHER_LANGUAGES:
            if any(cleaned.get(field) for field in translated_field_names(language)) and not cleaned.get(
                f"statement_{language}"
            ):
                self.add_error(f"statement_{language}", _("Translate the statement too (%s).") % name)
        replacement = cleaned.get("replaced_by")
        if replacement and self.instance.pk and _leads_to(replacement, self.instance):
            self.add_error("replaced_by", _("These facts would replace each other in a circle."))
        return cleaned

    def save(self, commit: bool = True) -> Fact:  # noqa: FBT001, FBT002 - Django's signature
        """Save the identity; add a version where what the fact says has changed; store the translations."""
        is_new = self.instance.pk is None
        fact: Fact = super().save(commit=commit)
        if not commit:
            return fact
        version = fact.current
        if version is None or self._says_something_else(version):
            version = add_version(
                fact,
                self._content(),
                reason=self.cleaned_data.get("reason") or "",
                edited_version=0 if is_new else self.cleaned_data["edited_version"],
                by=self.for_user,
            )
        for language, _name in OTHER_LANGUAGES:
            words = {name: self.cleaned_data.get(f"{name}_{language}") or "" for name in TRANSLATED_FIELDS}
            if words["statement"]:
                translate_version(version, language, FactWords(**words))
            else:
                version.translations.filter(language=language).delete()
        return fact

    def _content(self) -> FactContent:
        return FactContent(**{name: self.cleaned_data.get(name) for name in CONTENT_FIELDS})

    def _says_something_else(self, version: FactVersion) -> bool:
        return self._content() != content_of(version)


def _declare_translated_fields() -> None:
    """Give the form one field per translated word and language of the site."""
    for language, _name in OTHER_LANGUAGES:
        for name in TRANSLATED_FIELDS:
            original = FactForm.declared_fields[name]
            length = getattr(original, "max_length", None)
            FactForm.declared_fields[f"{name}_{language}"] = forms.CharField(
                label=original.label, required=False, max_length=length
            )


_declare_translated_fields()


def _leads_to(start: Fact, goal: Fact) -> bool:
    seen: set[int] = set()
    fact: Fact | None = start
    while fact is not None and fact.pk not in seen:
        if fact.pk == goal.pk:
            return True
        seen.add(fact.pk)
        fact = fact.replaced_by
    return False
