"""The way from the public page to the finished letters, as one state that every step builds anew from its form.

Nothing is kept between the steps, neither in a cookie nor in the database: each form carries what was
answered before, and each step checks all of it again.
"""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from advocacy.campaigns.forms import AboutYouForm, OfficesForm
from advocacy.campaigns.letters import FilledLetter, FrozenLetter
from advocacy.campaigns.models import LetterActionPage
from advocacy.campaigns.planning import (
    Plan,
    PlannedGroup,
    PlannedLetter,
    Signer,
    fill_planned,
    frozen_letters,
    groups_of,
    plan,
)
from advocacy.campaigns.targets import Whereabouts
from advocacy.campaigns.whereabouts import Answers, Questions, ask

ASKED = "asked"
CHAMBER_KINDS = ("upper", "lower", "legislature")


@dataclass(frozen=True)
class ShownLetter:
    """A planned letter with its words filled in."""

    planned: PlannedLetter
    filled: FilledLetter


@dataclass(frozen=True)
class ShownGroup:
    """A target group with its letters filled in."""

    planned: PlannedGroup
    label: str
    letters: tuple[ShownLetter, ...]


class LetterFlow:
    """What a visitor has answered so far on one letter page."""

    def __init__(self, page: LetterActionPage, data: QueryDict, language: str) -> None:
        self.page = page
        self.action = page.letter_action
        self.language = language
        self._data = data
        self.about = AboutYouForm(data, page=page)
        self.about_is_valid = self.about.is_valid()

    def questions(self) -> Questions:
        """Return what is known and what is open about where the visitor votes."""
        answered = tuple(self._data.get(f"state_district_{kind}", "") for kind in CHAMBER_KINDS)
        return ask(
            groups_of(self.action),
            Answers(
                zip_code=self.about.cleaned_data["zip_code"],
                state=self._data.get("state", ""),
                house_district=self._data.get("house_district", ""),
                state_districts=tuple(filter(None, answered)),
            ),
        )

    def offices_form(self, questions: Questions, *, bound: bool) -> OfficesForm:
        """Return the form of the second step; unbound, it shows what was typed before without complaints."""
        arguments: dict[str, Any] = {
            "questions": questions,
            "frozen": self._frozen(questions.whereabouts),
            "own_words_limit": self.action.own_words_limit if self.action.own_words_allowed else 0,
            "own_words_prompt": self.page.own_words_prompt,
            "member_values": self._signer(questions.whereabouts).values(),
        }
        if bound:
            return OfficesForm(self._data, **arguments)
        return OfficesForm(initial=self._data.dict(), **arguments)

    def was_asked(self, form: OfficesForm) -> bool:
        """Whether the visitor has seen every field of the form that their answers now lead to."""
        asked = set(self._data.get(ASKED, "").split())
        return asked.issuperset(form.fields)

    def signer(self, questions: Questions, offices: OfficesForm) -> Signer:
        """Return the signer, once both steps are valid."""
        return self._signer(questions.whereabouts, own_words=offices.own_words(), open_parts=offices.open_parts())

    def plan(self, signer: Signer) -> Plan:
        """Return the letters the signer is about to send."""
        return plan(self.action, signer)

    def carried(self, *, with_offices: OfficesForm | None = None) -> list[tuple[str, str]]:
        """Return names and values of hidden fields that carry the answers into the next form."""
        names = list(self.about.fields)
        if with_offices is not None:
            names += [*with_offices.fields, ASKED]
        return [(name, str(self._data[name])) for name in names if name in self._data]

    def _signer(
        self, whereabouts: Whereabouts, *, own_words: str = "", open_parts: dict[str, str] | None = None
    ) -> Signer:
        answers = self.about.cleaned_data
        return Signer(
            first_name=answers["first_name"],
            last_name=answers["last_name"],
            zip_code=answers["zip_code"],
            whereabouts=whereabouts,
            language=self.language,
            written_as=answers["written_as"],
            own_words=own_words,
            open_parts=open_parts or {},
        )

    def _frozen(self, whereabouts: Whereabouts) -> list[FrozenLetter]:
        if not whereabouts.state:
            return []
        return frozen_letters(self.action, self._signer(whereabouts))


def shown_groups(planned: Plan, signer: Signer) -> list[ShownGroup]:
    """Return the plan with every letter filled in, for the preview."""
    return [
        ShownGroup(
            group,
            group.group.label(signer.language),
            tuple(ShownLetter(letter, fill_planned(letter, signer)) for letter in group.letters),
        )
        for group in planned.groups
    ]
