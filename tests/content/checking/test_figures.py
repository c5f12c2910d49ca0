"""Figures in running text: what reads as evidence is found, what only has digits is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.checking.figures import figures_in, number_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Only 36 percent of patients benefit.", ["36 percent"]),
        ("Solo el 36 por ciento se beneficia.", ["36 por ciento"]),
        ("Between 20% and 30.5 % of them", ["20%", "30.5 %"]),
        ("It costs $5 million, or US$1,200 each", ["$5 million", "US$1,200"]),
        ("The cohort had 38,068 people", ["38,068"]),
        ("147 of the remaining 503 were not treated", ["147 of the remaining 503"]),
        ("1 in 5 was told", ["1 in 5"]),
        ("uno de cada 5; 1 de cada 5", ["1 de cada 5"]),
        ("12 patients and 7 clinical trials", ["12 patients", "7 clinical trials"]),
        ("3 million letters", ["3 million"]),
    ],
)
def test_finds(text: str, found: list[str]) -> None:
    assert list(figures_in(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "In 2019 and 2020, patients waited.",
        "On November 22, 2024 we met.",
        "Step 2 of 7 explains it; page 3 of 12.",
        "H.R. 1234 and S. 567 were introduced.",
        "doi 10.1200/PO.22.00246",
        "Call 202-555-0123 or write to ZIP 20036-1234.",
        "Docket FDA-2024-N-1234",
        "It takes 15 minutes. HER2, CYP2D6 and COVID-19",
        "1 in 2019 was the first",
        "The 119th Congress",
        "",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert list(figures_in(text)) == []


@pytest.mark.parametrize(
    ("figure", "number"),
    [("36 percent", "36"), ("38,068", "38068"), ("$1,200.50", "1200.50"), ("29,2 por ciento", "29.2"), ("words", None)],
)
def test_reads_the_number(figure: str, number: str | None) -> None:
    assert number_of(figure) == (Decimal(number) if number else None)


@given(st.text(max_size=300))
def test_any_text_is_read_and_every_figure_stands_in_it(text: str) -> None:
    squeezed = "".join(text.replace("\u00ad", "").split())
    for figure in figures_in(text):
        assert "".join(figure.split()) in squeezed
        assert any(character.isdigit() for character in figure)
