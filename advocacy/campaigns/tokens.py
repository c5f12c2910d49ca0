"""The small language of letters: names in double braces, from a fixed list, and nothing else.

A letter may say `{{ member.first_name }}` or `{{ fact.some-slug }}`. There are no filters, loops,
attributes or expressions: the text is never given to a template engine, so there is nothing to
escape from, and a brace outside a token is refused. A value put in place of a token is never read for tokens again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class TokenDescription:
    """What a token stands for, in words for the people who write letters."""

    name: str
    label: str | Promise


MEMBER_TOKENS = (
    TokenDescription("member.first_name", gettext_lazy("The member's first name")),
    TokenDescription("member.last_name", gettext_lazy("The member's last name")),
    TokenDescription("member.full_name", gettext_lazy("The member's first and last name")),
    TokenDescription("member.zip_code", gettext_lazy("The member's ZIP code")),
    TokenDescription("member.state", gettext_lazy("The name of the member's state")),
)
TARGET_TOKENS = (
    TokenDescription("target.salutation", gettext_lazy("How to address the office, such as “Representative Doe”")),
    TokenDescription("target.full_name", gettext_lazy("The office holder's full name")),
    TokenDescription("target.role", gettext_lazy("The office, such as “State Senator, District 12”")),
    TokenDescription("target.committee", gettext_lazy("The committee, for letters to a committee")),
)
COALITION_TOKENS = (TokenDescription("coalition.name", gettext_lazy("The coalition's name")),)
PLAIN_TOKENS = MEMBER_TOKENS + TARGET_TOKENS + COALITION_TOKENS
PLAIN_TOKEN_NAMES = frozenset(token.name for token in PLAIN_TOKENS)
FACT_PREFIX = "fact."

_FACT_NAME = re.compile(r"fact\.[a-z0-9]+(?:-[a-z0-9]+)*")
_BRACED = re.compile(r"\{\{(?P<name>[^{}]*)\}\}")
_BRACE = re.compile(r"[{}]+")
_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Token:
    """A place in a text where a value goes."""

    name: str

    @property
    def is_fact(self) -> bool:
        """Whether the value comes from the evidence registry."""
        return self.name.startswith(FACT_PREFIX)

    @property
    def fact_slug(self) -> str:
        """The slug of the fact in the registry."""
        return self.name.removeprefix(FACT_PREFIX)

    @property
    def slot(self) -> str:
        """The bare name under which the delivery engine knows the place."""
        return self.name.replace(".", "_").replace("-", "_")


def parse(text: str) -> list[str | Token]:
    """Split a text into literal stretches and tokens.

    Raises `ValidationError` naming each unknown token and each piece of foreign template syntax.
    """
    pieces: list[str | Token] = []
    problems: list[ValidationError] = []
    end = 0
    for match in _BRACED.finditer(text):
        _add_literal(text[end : match.start()], pieces, problems)
        name = match["name"].strip()
        if name in PLAIN_TOKEN_NAMES or _FACT_NAME.fullmatch(name):
            pieces.append(Token(name))
        else:
            problems.append(_unknown(match[0]))
        end = match.end()
    _add_literal(text[end:], pieces, problems)
    if problems:
        raise ValidationError(problems)
    return pieces


def tokens_in(text: str) -> list[Token]:
    """Return the tokens of a valid text in the order in which they stand."""
    return [piece for piece in parse(text) if isinstance(piece, Token)]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of tokens, in a single pass; raise `KeyError` for a token without a value."""
    return "".join(piece if isinstance(piece, str) else values[piece.name] for piece in parse(text))


def _add_literal(literal: str, pieces: list[str | Token], problems: list[ValidationError]) -> None:
    if not literal:
        return
    for brace in _BRACE.finditer(literal):
        around = literal[brace.start() : brace.start() + _LONGEST_SHOWN].split("\n", 1)[0]
        problems.append(
            ValidationError(
                _("“%(text)s” cannot stand in a letter: use a token from the list, such as %(example)s."),
                code="foreign_syntax",
                params={"text": around, "example": "{{ member.first_name }}"},
            )
        )
    pieces.append(literal)


def _unknown(token: str) -> ValidationError:
    shown = token if len(token) <= _LONGEST_SHOWN else token[:_LONGEST_SHOWN] + "…"
    return ValidationError(
        _("“%(token)s” is not a token that a letter knows. The known ones: %(known)s."),
        code="unknown_token",
        params={"token": shown, "known": ", ".join([*sorted(PLAIN_TOKEN_NAMES), "fact.…"])},
    )
