"""The arithmetic of a care cascade and its drawing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.charts.cascade import START, Loss, cascade, reaching_end, whole
from content.charts.cascade_drawing import CascadePicture, cascade_png, cascade_size, cascade_svg

PUBLISHED = (
    Loss("Result", "lost before results", Fraction(497, 1000)),
    Loss("Treatment", "with results, not treated", Fraction(147, 503)),
)
shares = st.fractions(min_value=0, max_value=1, max_denominator=1000)


def picture(title: str = "Where patients are lost") -> CascadePicture:
    return CascadePicture("en", title, "patients", cascade(PUBLISHED), "of them benefit", ("Example Review, 2024",))


def test_the_published_losses_leave_the_published_thirty_six_percent() -> None:
    first, second = cascade(PUBLISHED)
    assert (first.people_arriving, first.people_lost, first.people_remaining) == (1000, 497, 503)
    assert (second.people_arriving, second.people_lost, second.people_remaining) == (503, 147, 356)
    assert (first.if_closed, second.if_closed) == (708, 503)


def test_closing_half_of_the_first_gap() -> None:
    closed = [Fraction(1, 2), Fraction(0)]
    assert whole(reaching_end(PUBLISHED, closed)) == 532


@pytest.mark.parametrize("share", [Fraction(-1, 10), Fraction(11, 10)])
def test_refuses_what_is_no_share(share: Fraction) -> None:
    with pytest.raises(ValueError, match=str(share)):
        cascade([Loss("A", "", share)])


@given(st.lists(shares, min_size=1, max_size=7))
def test_people_add_up_and_closing_a_gap_never_loses_anybody(parts: list[Fraction]) -> None:
    losses = [Loss(str(place), "", share) for place, share in enumerate(parts)]
    stages = cascade(losses)
    assert stages[0].people_arriving == START
    for stage, following in zip(stages, [*stages[1:], None], strict=True):
        assert stage.people_arriving - stage.people_lost == stage.people_remaining
        assert stage.if_closed >= stages[-1].people_remaining
        assert following is None or following.people_arriving == stage.people_remaining
    assert reaching_end(losses, [Fraction(1)] * len(losses)) == START


def test_the_picture_says_every_figure_and_keeps_markup_as_text() -> None:
    svg = cascade_svg(picture("<b>Losses</b> & more"))
    assert "<b>" not in svg
    assert "497 of 1,000 lost, 503 remain" in svg
    assert "147 of 503 lost, 356 remain" in svg
    assert "Example Review, 2024" in svg
    assert "356 of them benefit." in picture().alternative


def test_the_png_has_two_pixels_for_each_of_the_drawing() -> None:
    png = cascade_png(picture())
    width, height = (int.from_bytes(png[start : start + 4]) for start in (16, 20))
    assert png.startswith(b"\x89PNG")
    assert (width, height) == tuple(2 * side for side in cascade_size(picture()))
