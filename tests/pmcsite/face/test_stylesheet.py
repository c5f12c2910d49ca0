import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from pmcsite.face import stylesheet
from pmcsite.face.finders import BuiltFilesFinder


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def test_the_stylesheet_holds_every_source_in_order():
    css = stylesheet.write_stylesheet().read_text()

    places = [
        css.index(f"@layer {name}") for name in ("reset", "tokens{", "base{", "layout{", "chrome{", "components{")
    ]
    assert places == sorted(places)
    assert css.startswith("/*00-layers.css,10-reset.css")


def test_it_is_found_as_a_static_file_and_put_together_on_the_way():
    found = finders.find("face/site.css")

    assert found is not None
    assert Path(found).read_text().endswith("}\n")


def test_a_changed_source_makes_it_anew(monkeypatch, tmp_path):
    sources = tmp_path / "styles"
    sources.mkdir()
    (sources / "one.css").write_text("a { color: red; }")
    monkeypatch.setattr(stylesheet, "SOURCES", sources)
    target = stylesheet.write_stylesheet()
    assert "red" in target.read_text()

    (sources / "one.css").write_text("a { color: blue; }")
    os.utime(sources / "one.css", (target.stat().st_mtime + 10,) * 2)

    assert "blue" in stylesheet.write_stylesheet().read_text()


def test_it_is_left_alone_while_nothing_changed():
    first = stylesheet.write_stylesheet().stat().st_mtime_ns

    assert stylesheet.write_stylesheet().stat().st_mtime_ns == first


def test_compacting_keeps_the_spaces_that_mean_something():
    css = (
        'a > b { content: "a ; b"; margin: calc(1px + 2px); /* gone */ }\n@media (width >= 40rem) { c:hover { d: e } }'
    )

    assert stylesheet.compact(css) == (
        'a > b{content: "a ; b";margin: calc(1px + 2px)}@media (width >= 40rem){c:hover{d: e}}'
    )


def test_a_path_that_climbs_out_is_not_found():
    (Path(stylesheet.built_folder()).parent / "secret").write_text("x")

    assert BuiltFilesFinder().find("../secret") is None


def test_every_source_stays_readable():
    assert [file.name for file in stylesheet.SOURCES.glob("*.css") if len(file.read_text().splitlines()) > 400] == []
