"""Finds figures in running text: what a reader would take for evidence, and not years, dates, steps or numbers of bills.

Counted as a figure: a percentage, an amount of money, a number with "million" and the like, a number with groups of
thousands, "147 of 503", and a number of people or things that studies count ("12 patients"). English and Spanish.
Figures in words ("half of all patients") are not found.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

_NUMBER = r"\d+(?:[.,\u00a0\u202f]\d+)*"
_YEAR = r"(?!(?:19|20)\d\d\b)"
_SCALE = r"(?:thousand|million|billion|trillion|mil(?:lones|\smillones)?|mill[oó]n)"
_PERCENT = r"(?:%|percent(?:age)?\b|per\scent\b|por\sciento\b|puntos\sporcentuales)"
_COUNTED = (
    r"(?:people|persons|patients?|women|men|children|adults|members|letters|physicians|oncologists|doctors|hospitals|"
    r"laborator(?:y|ies)|states|countries|counties|studies|trials|tests|medicines|drugs|therap(?:y|ies)|approvals|"
    r"biomarkers|deaths|cases|diagnoses|respondents|participants|employers|plans|insurers|"
    r"personas|pacientes|mujeres|hombres|ni[ñn]os|adultos|miembros|cartas|m[eé]dicos|oncólogos|hospitales|laboratorios|"
    r"estados|pa[ií]ses|condados|estudios|ensayos|pruebas|medicamentos|terapias|aprobaciones|muertes|casos|"
    r"encuestados|participantes|empleadores|aseguradoras)\b"
)
_OUT_OF = r"(?:of|in|out\sof|de(?:\scada)?)\s(?:the\s|every\s|remaining\s|all\s|los\s|las\s)*"
_FIGURE = re.compile(
    rf"""
    (?<![\w.,/#-])
    (?:
        (?:US)?[$€£]\s?{_NUMBER}(?:\s{_SCALE}\b)?
      | {_NUMBER}\s?{_PERCENT}
      | {_NUMBER}\s{_SCALE}\b
      | {_NUMBER}\s{_OUT_OF}{_YEAR}\d{_NUMBER[2:]}
      | \d{{1,3}}(?:[,\u00a0\u202f]\d{{3}})+(?:\.\d+)?(?![\w-])
      | {_YEAR}{_NUMBER}\s(?:\w+\s){{0,2}}?{_COUNTED}
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_COUNTING_PARTS = re.compile(
    r"(?:step|part|page|lesson|module|question|chapter|section|title|figure|table|paso|parte|p[aá]gina|lecci[oó]n|"
    r"m[oó]dulo|pregunta|cap[ií]tulo|secci[oó]n|t[ií]tulo|figura|tabla)s?\s$",
    re.IGNORECASE,
)


def figures_in(text: str) -> Iterator[str]:
    """Each figure as it is written, in the order of the text."""
    plain = " ".join(text.replace("\u00ad", "").split(" "))
    for match in _FIGURE.finditer(plain):
        if not _COUNTING_PARTS.search(plain[: match.start()]):
            yield " ".join(match.group().split())


def number_of(figure: str) -> Decimal | None:
    """The first number of a figure, its groups of thousands joined; nothing where it cannot be told."""
    match = re.search(_NUMBER, figure)
    if match is None:
        return None
    text = re.sub(r"[,\u00a0\u202f](?=\d{3}(?!\d))", "", match.group())
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
