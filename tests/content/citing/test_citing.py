"""References in APA and AMA, and files for reference managers."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.citing.exports import bibtex, ris
from content.citing.styles import cite

REPORT: dict[str, Any] = {
    "id": "sleep",
    "type": "report",
    "title": "Sound sleep in schools: a made-up report",
    "author": [
        {"family": "Example", "given": "Alex B."},
        {"family": "Sample", "given": "Robin"},
        {"literal": "Example Coalition for Sound Sleep"},
    ],
    "issued": {"date-parts": [[2026, 3, 4]]},
    "publisher": "Example Coalition",
    "URL": "https://example.org/sleep/",
    "DOI": "10.5555/sleep.1",
}


def test_apa_and_ama_are_as_the_manuals_write_them() -> None:
    assert cite(REPORT, "apa") == (
        "Example, A. B., Sample, R., &amp; Example Coalition for Sound Sleep. (2026). <i>Sound sleep in schools: a "
        "made-up report</i>. Example Coalition. https://doi.org/10.5555/sleep.1"
    )
    assert cite(REPORT, "american-medical-association") == (
        "Example AB, Sample R, Example Coalition for Sound Sleep. <i>Sound Sleep in Schools: A Made-up Report</i>. "
        "Example Coalition; 2026. doi:10.5555/sleep.1"
    )


@pytest.mark.parametrize("style", ["apa", "american-medical-association"])
def test_markup_in_a_title_stays_text(style: Any) -> None:
    text = cite({**REPORT, "title": "<script>alert(1)</script> & <b>more</b>"}, style)
    assert "<script" not in text
    assert "<b>" not in text


def test_bibtex_keeps_organisations_whole_and_escapes() -> None:
    text = bibtex({**REPORT, "title": "50% of {all} & more"})
    assert text.startswith("@techreport{sleep,\n")
    assert "author = {Example, Alex B. and Sample, Robin and {Example Coalition for Sound Sleep}}" in text
    assert r"title = {50\% of \{all\} \& more}" in text
    assert "year = {2026}" in text
    assert "doi = {10.5555/sleep.1}" in text


def test_ris_has_one_field_a_line() -> None:
    lines = ris({**REPORT, "title": "Two\r\nER  - lines"}).split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    assert "TI  - Two ER - lines" in lines
    assert "DA  - 2026/03/04" in lines
    assert lines.count("ER  - ") == 1


@given(st.text(max_size=80), st.text(min_size=1, max_size=40))
@settings(max_examples=60)
def test_any_title_and_name_gives_wellformed_files(title: str, name: str) -> None:
    item = {**REPORT, "title": title, "author": [{"literal": name}]}
    assert all(line[2:6] == "  - " for line in ris(item).split("\r\n")[:-1])
    text = bibtex(item)
    depth = 0
    for place, character in enumerate(text):
        if character in "{}" and text[place - 1] != "\\":
            depth += 1 if character == "{" else -1
            assert depth >= 0
    assert depth == 0
