"""Charts: gaps stay gaps, every figure is where it should be, and nothing in a name can break out of the drawing."""

import io
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.charts.content import ChartContent, ChartKind, ChartTable, Series, as_csv, problems_of
from content.charts.drawing import DARK, LIGHT, as_png, draw, stand_alone_svg
from content.charts.scales import scale_for

SVG = "{http://www.w3.org/2000/svg}"


def series(name: str, *values: object) -> Series:
    return Series(name, tuple(None if value is None else Decimal(str(value)) for value in values))


def content(kind: ChartKind, *rows: Series, categories: tuple[str, ...] = ("2020", "2021", "2022")) -> ChartContent:
    return ChartContent(kind, "A title", ChartTable(categories, rows), "units", "What it tells.", "A source", "Year")


def test_missing_years_become_gaps_in_order() -> None:
    table = ChartTable(("2018", "2017", "2021"), (series("a", 25, 16, 17),)).with_every_year()
    assert table.categories == ("2017", "2018", "2019", "2020", "2021")
    assert table.series[0].values == (Decimal(16), Decimal(25), None, None, Decimal(17))
    assert table.gaps() == ["2019", "2020"]


def test_a_line_is_interrupted_at_a_gap() -> None:
    drawing = ET.fromstring(draw(content(ChartKind.LINE, series("a", 1, 2, None, 4), categories=tuple("wxyz"))))
    assert [path.get("d").count("L") for path in drawing.iter("path")] == [1]
    assert len(list(drawing.iter("circle"))) == 3
    assert [text.text for text in drawing.iter("text")].count("?") == 1


def test_bars_are_as_long_as_their_figures() -> None:
    drawing = ET.fromstring(draw(content(ChartKind.BAR, series("a", 10, None, 20))))
    bars = [float(bar.get("height")) for bar in drawing.iter("rect") if "chart__bar" in bar.get("class")]
    assert len(bars) == 2
    assert bars[1] == pytest.approx(2 * bars[0], abs=0.2)


def test_stacked_bars_stand_on_one_another() -> None:
    drawing = ET.fromstring(draw(content(ChartKind.STACKED, series("a", 10, 1, 1), series("b", 30, 1, 1))))
    first = [bar for bar in drawing.iter("rect") if "chart__bar" in bar.get("class")][:2]
    assert float(first[1].get("y")) + float(first[1].get("height")) == pytest.approx(float(first[0].get("y")), abs=0.2)


def test_long_names_get_a_line_of_their_own_on_phones_and_screens() -> None:
    names = ("Insufficient tissue or tumor cell content to test", "Results came too late", "No test ordered")
    for narrow in (False, True):
        drawing = ET.fromstring(draw(content(ChartKind.BAR, series("a", 1, None, 3), categories=names), narrow=narrow))
        words = " ".join(text.text for text in drawing.iter("text"))
        assert "Insufficient tissue" in words
        assert "…" not in words


@pytest.mark.parametrize("kind", list(ChartKind))
def test_words_cannot_break_out_of_the_drawing(kind: ChartKind) -> None:
    wild = '</text><script>alert(1)</script>"&'
    shown = ChartContent(
        kind, wild, ChartTable((wild, "b"), (series(wild, 1, 2), series("b", 3, None))), wild, wild, wild
    )
    for drawing in (draw(shown), stand_alone_svg(shown)):
        tree = ET.fromstring(drawing)
        assert not list(tree.iter("script")) + list(tree.iter(f"{SVG}script"))


@pytest.mark.parametrize("kind", list(ChartKind))
def test_the_png_shows_the_drawing(kind: ChartKind) -> None:
    shown = content(kind, series("a", 10, None, 20), series("b", 3, 4, 5))
    with Image.open(io.BytesIO(as_png(shown))) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1568
        colours = {colour for _count, colour in picture.convert("RGB").getcolors(100_000)}
    first = LIGHT["series"][0]
    assert tuple(bytes.fromhex(str(first)[1:])) in colours
    assert (255, 255, 255) in colours


numbers = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=3)


@given(st.lists(st.none() | numbers, min_size=1, max_size=12), st.sampled_from([ChartKind.LINE, ChartKind.BAR]))
def test_any_figures_can_be_drawn(values: list[Decimal | None], kind: ChartKind) -> None:
    categories = tuple(f"Category {number}" for number in range(len(values)))
    shown = content(kind, Series("a", tuple(values)), categories=categories)
    for narrow in (False, True):
        assert "nan" not in draw(shown, narrow=narrow)
        assert "inf" not in draw(shown, narrow=narrow).replace("info", "")


@given(st.lists(numbers, min_size=1, max_size=20))
def test_a_scale_holds_zero_and_every_value(values: list[Decimal]) -> None:
    scale = scale_for(values, start=300, end=0)
    assert scale.low <= min(0, *values, 0)
    assert scale.high >= max(0, *values, 0)
    assert 2 <= len(scale.ticks()) <= 9
    assert any(tick == 0 for tick in scale.ticks())


def test_csv_keeps_gaps_and_disarms_formulas() -> None:
    text = as_csv(content(ChartKind.BAR, series("=cmd()", "1234.50", None, -3)))
    assert text == "Year,'=cmd()\r\n2020,1234.5\r\n2021,\r\n2022,-3\r\n"


def test_what_would_mislead_is_named() -> None:
    assert problems_of(content(ChartKind.STACKED, series("a", 1, -1, 2), series("b", 1, 1, 1)))
    assert problems_of(content(ChartKind.STACKED, series("a", 1, 1, 2)))
    assert problems_of(content(ChartKind.BAR, series("a", None, None, None)))
    assert not problems_of(content(ChartKind.BAR, series("a", None, None, -1)))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_series_colours_stand_out_from_their_ground(palette: dict[str, object]) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in palette["series"]:
        light, dark = sorted((luminance(colour), luminance(palette["paper"])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3
