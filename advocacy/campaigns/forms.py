"""The forms of the letter flow: who you are, where you vote and what you add, and the agreement at its end."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from advocacy.campaigns import letters
from advocacy.campaigns.models import LetterActionPage, LetterText, WrittenAs
from advocacy.campaigns.whereabouts import Questions
from advocacy.legislators.api import InvalidZipCodeError, parse_zip_code
from members.api import AddressField, NameField

_NOT_IN_A_NAME = re.compile(r"[<>{}\[\]|\\/@=]|://|www\.", re.IGNORECASE)


class SignatureField(NameField):
    """A part of the name under a letter: no markup and no links, so that it reads as a name to an office."""

    def clean(self, value: Any) -> str:
        """Return the cleaned name; raise `ValidationError` saying which characters cannot stand in it."""
        cleaned = super().clean(value)
        found = _NOT_IN_A_NAME.search(cleaned)
        if found:
            raise ValidationError(
                _("A name in a letter cannot contain “%(text)s”."), code="not_a_name", params={"text": found[0]}
            )
        if self.required and not any(character.isalpha() for character in cleaned):
            raise ValidationError(_("Please write your name with letters."), code="not_a_name")
        return cleaned


class ZipField(forms.CharField):
    """A ZIP code, refused in the visitor's words."""

    def clean(self, value: Any) -> str:
        """Return its five digits."""
        typed = super().clean(value)
        try:
            return parse_zip_code(typed)
        except InvalidZipCodeError as error:
            raise ValidationError(str(error), code="zip_code") from error


class AboutYouForm(forms.Form):
    """Step one: the name to sign with, the address for replies, the ZIP code."""

    first_name = SignatureField(
        label=_("First name"), max_length=2000, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = SignatureField(
        label=_("Last name"), max_length=2000, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    email = AddressField(help_text=_("Replies from the offices reach you here. We ask you to confirm it."))
    zip_code = ZipField(
        label=_("ZIP code"),
        help_text=_("It tells us who represents you."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric", "size": "10"}),
    )

    def __init__(self, *args: Any, page: LetterActionPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = list(
            LetterText.objects.filter(group__action=page.letter_action_id)
            .order_by()
            .values_list("written_as", flat=True)
            .distinct()
        )
        choices = [(value, label) for value, label in WrittenAs.choices if value in kinds]
        if len(choices) > 1:
            self.fields["written_as"] = forms.ChoiceField(label=_("You write as"), required=False, choices=choices)

    def clean(self) -> dict[str, Any]:
        """Fill in the role nobody was asked for."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["written_as"] = cleaned.get("written_as") or WrittenAs.ANYONE
        return cleaned


class OfficesForm(forms.Form):
    """Step two: where you vote, as far as the ZIP code does not say, and what you want to add."""

    def __init__(
        self,
        *args: Any,
        questions: Questions,
        frozen: Sequence[letters.FrozenLetter],
        own_words_limit: int,
        own_words_prompt: str,
        member_values: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self._place_fields()
        self._open_fields(frozen, member_values)
        if own_words_limit and not questions.must_know_more_first:
            self.fields["own_words"] = WrittenField(
                label=_("Your own words"),
                help_text=escape(own_words_prompt) or _("What does this mean for you, your family or your patients?"),
                limit=own_words_limit,
                required=False,
            )

    def _place_fields(self) -> None:
        questions = self.questions
        if questions.zip_is_unknown:
            self.fields["state"] = forms.ChoiceField(
                label=_("Your state or territory"), choices=[("", _("Choose your state")), *questions.state_choices]
            )
        if questions.house_district_choices:
            self.fields["house_district"] = forms.ChoiceField(
                label=_("Your U.S. House district"),
                choices=questions.house_district_choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please say which of these districts you live in.")},
            )
        for kind, choices in questions.state_district_choices.items():
            self.fields[f"state_district_{kind}"] = forms.ChoiceField(
                label=_STATE_DISTRICT_LABELS[kind],
                required=False,
                choices=[("", _("I do not know: leave out")), *choices],
            )

    def _open_fields(self, frozen: Sequence[letters.FrozenLetter], member_values: Mapping[str, str]) -> None:
        if self.questions.must_know_more_first:
            return
        for letter in frozen:
            for part in letter.open_parts:
                if part.slot not in self.fields:
                    self.fields[part.slot] = WrittenField(
                        label=format_lazy(_("A part you may change: {group}"), group=part.group_name),
                        limit=part.limit,
                        required=False,
                        initial=letters.open_part_start(part, member_values),
                    )

    def open_parts(self) -> dict[str, str]:
        """Return the open parts the member changed; one they left as it was stays the coalition's."""
        return {
            name: self.cleaned_data[name]
            for name in self.fields
            if name.startswith(letters.OPEN_PART)
            and name in self.data
            and self.cleaned_data[name] != letters.normalise_text(str(self.fields[name].initial))
        }

    def own_words(self) -> str:
        """Return the member's own words, cleaned; empty when there are none."""
        return str(self.cleaned_data.get("own_words", ""))

    def state_district_fields(self) -> list[forms.BoundField]:
        """Return the questions about state districts, for the page."""
        return [self[name] for name in self.fields if name.startswith("state_district_")]

    def written_fields(self) -> list[forms.BoundField]:
        """Return the fields for what the member writes, for the page."""
        return [self[name] for name in self.fields if isinstance(self.fields[name], WrittenField)]


class WrittenField(forms.CharField):
    """Text a member writes: counted in characters after cleaning, refused when too long."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(widget=forms.Textarea(attrs={"rows": 7, "data-limit": str(limit)}), **kwargs)

    def clean(self, value: Any) -> str:
        """Return the text as it will stand in the letter."""
        cleaned = letters.normalise_text(super().clean(value))
        if len(cleaned) > self.limit:
            raise ValidationError(
                _("This is too long: it has %(count)s characters, %(limit)s are possible. Please shorten it."),
                code="too_long",
                params={"count": len(cleaned), "limit": self.limit},
            )
        return cleaned


_STATE_DISTRICT_LABELS = {
    "upper": _("Your district in the state senate"),
    "lower": _("Your district in the state house or assembly"),
    "legislature": _("Your district"),
}
