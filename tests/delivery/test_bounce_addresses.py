"""The envelope sender names the delivery that bounced, and nobody else can make one up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.return_path import bounce_address, delivery_of_bounce_address

DELIVERIES = st.integers(min_value=1, max_value=2**63 - 1)


@given(DELIVERIES)
def test_an_address_leads_back_to_its_delivery(delivery: int) -> None:
    assert delivery_of_bounce_address(bounce_address(delivery, "mail.example.org")) == delivery


@given(DELIVERIES, DELIVERIES)
def test_the_proof_of_one_delivery_is_none_for_another(one: int, other: int) -> None:
    proof = bounce_address(one, "mail.example.org").partition(".")[2]
    claimed = delivery_of_bounce_address(f"bounces+{other:x}.{proof}")
    assert claimed == (other if one == other else None)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "bounces@mail.example.org",
        "bounces+1@mail.example.org",
        "bounces+1.@mail.example.org",
        "bounces+1.é@mail.example.org",
        "bounces+-1.0000000000000000@mail.example.org",
        "bounces+1_0.0000000000000000@mail.example.org",
        "bounces+zz.0000000000000000@mail.example.org",
        "bounces+" + "f" * 5000 + ".0000000000000000@mail.example.org",
    ],
)
def test_what_we_never_issued_leads_nowhere(address: str) -> None:
    assert delivery_of_bounce_address(address) is None


@given(st.text())
def test_any_text_is_read_without_an_error(address: str) -> None:
    assert delivery_of_bounce_address(address) is None
    assert delivery_of_bounce_address(f"bounces+{address}@mail.example.org") is None
