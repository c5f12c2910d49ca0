"""Composing a segment from rows: all or any of up to eight conditions, each of which may be negated."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import Segment
from members.segments.conditions import segment_condition, segment_conditions
from members.segments.filters import members_matching

ROWS = 8
_SEPARATOR = "|"


class SegmentForm(forms.ModelForm[Segment]):
    """Edits a segment by rows; one that is nested deeper is edited as its definition."""

    match = forms.ChoiceField(
        label=_("Members belong to it when"),
        choices=[("all", _("all of these are true")), ("any", _("at least one of these is true"))],
    )

    class Meta:
        model = Segment
        fields: ClassVar = ["name", "description"]
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, for_size: bool = False, **kwargs: Any) -> None:
        """Build the rows; a form `for_size` is only counted and needs no name, and may hold a definition."""
        super().__init__(*args, **kwargs)
        if for_size:
            del self.fields["name"], self.fields["description"]
            if "definition" in self.data:
                self.instance.definition = {"any": [{"all": []}]}
        rows = rows_of(self.instance.definition)
        self.by_rows = rows is not None
        if rows is None:
            del self.fields["match"]
            self.fields["definition"] = forms.JSONField(
                label=_("Definition"),
                initial=self.instance.definition,
                help_text=_("This segment is nested, so it is edited as text."),
            )
            return
        self.fields["match"].initial, conditions = rows
        for number in range(1, ROWS + 1):
            self._add_row(number, conditions[number - 1] if number <= len(conditions) else None)

    def _add_row(self, number: int, row: tuple[bool, str, str] | None) -> None:
        negated, name, value = row or (False, "", "")
        condition = segment_condition(name)
        has_choices = condition is not None and bool(condition.choices())
        self.fields[f"condition_{number}"] = forms.ChoiceField(
            label=_("Condition %(number)d") % {"number": number},
            choices=_condition_choices,
            required=False,
            initial=f"{name}{_SEPARATOR}{value}" if has_choices else name,
        )
        self.fields[f"text_{number}"] = forms.CharField(
            label=_("Value of condition %(number)d") % {"number": number},
            required=False,
            initial="" if has_choices else value,
            max_length=100,
            help_text=_hints,
        )
        self.fields[f"not_{number}"] = forms.BooleanField(
            label=_("Condition %(number)d must not be true") % {"number": number}, required=False, initial=negated
        )

    def clean(self) -> dict[str, Any]:
        """Put the rows together and try the definition; an error names what is wrong."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        definition = cleaned["definition"] if not self.by_rows else self._definition_of_rows(cleaned)
        try:
            members_matching(definition)
        except ValidationError as error:
            self.add_error(None, error)
        else:
            self.instance.definition = definition
        return cleaned

    def _definition_of_rows(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        nodes: list[dict[str, Any]] = []
        for number in range(1, ROWS + 1):
            chosen = cleaned.get(f"condition_{number}")
            if not chosen:
                continue
            name, separator, value = chosen.partition(_SEPARATOR)
            value = value if separator else cleaned.get(f"text_{number}", "").strip()
            node: dict[str, Any] = {"condition": name, "parameters": {"value": value}}
            nodes.append({"not": node} if cleaned.get(f"not_{number}") else node)
        return {cleaned["match"]: nodes}


def _condition_choices() -> list[tuple[str, Any]]:
    grouped: dict[str, list[tuple[str, str]]] = {}
    for condition in segment_conditions():
        values = condition.choices()
        label = str(condition.label)
        pairs = [(f"{condition.name}{_SEPARATOR}{choice.value}", f"{label}: {choice.label}") for choice in values]
        grouped.setdefault(str(condition.group), []).extend(pairs or [(condition.name, _typed(label))])
    return [("", "—"), *grouped.items()]


def _typed(label: str) -> str:
    return label if "…" in label else f"{label} …"


def _hint_lines() -> str:
    hints = [f"{_typed(str(each.label))} {each.hint}" for each in segment_conditions() if each.hint]
    return gettext("Only for conditions with “…”.") + " " + "; ".join(hints)


_hints = lazy(_hint_lines, str)()


def rows_of(definition: Mapping[str, Any]) -> tuple[str, list[tuple[bool, str, str]]] | None:
    """Return (all or any, rows) of a flat definition, or `None` when it is nested or malformed."""
    if not definition:
        return "all", []
    if len(definition) != 1:
        return None
    ((match, nodes),) = definition.items()
    if match not in {"all", "any"} or not isinstance(nodes, list) or len(nodes) > ROWS:
        return None
    rows = [_row_of(node) for node in nodes]
    return (match, [row for row in rows if row is not None]) if None not in rows else None


def _row_of(node: Any) -> tuple[bool, str, str] | None:
    negated = isinstance(node, Mapping) and set(node) == {"not"}
    leaf = node["not"] if negated else node
    if not isinstance(leaf, Mapping) or not isinstance(leaf.get("condition"), str):
        return None
    parameters = leaf.get("parameters") or {}
    if not isinstance(parameters, Mapping) or set(parameters) - {"value"}:
        return None
    return negated, leaf["condition"], str(parameters.get("value", ""))
