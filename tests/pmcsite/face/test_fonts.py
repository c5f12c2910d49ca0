import pytest
from fontTools.ttLib import TTFont

from pmcsite.face import fonts, stylesheet


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    from django.test import override_settings

    with override_settings(VAR_DIR=tmp_path_factory.mktemp("var")):
        files = fonts.build()
        yield files
        fonts._paths_to_preload.cache_clear()


def test_the_fonts_are_small_and_read_english_and_spanish(built):
    first_screen = [file for file in built if file.name.removesuffix("-latin.woff2") in fonts.FIRST_SCREEN]
    assert sum(file.stat().st_size for file in first_screen) < 60_000

    for file in first_screen:
        signs = TTFont(file).getBestCmap()
        assert all(ord(sign) in signs for sign in "The quick brown fox áéíóúñü¿¡ – — “quoted” ‘one’ … € → 36 %")


def test_they_do_not_carry_the_reserved_name(built):
    for file in built:
        names = TTFont(file)["name"]
        assert "Source" not in names.getDebugName(1)
        assert "Source" not in names.getDebugName(4)


def test_the_licence_lies_beside_them(built):
    licences = list(built[0].parent.glob("*-licence.txt"))
    assert len(licences) == 2
    assert all("SIL Open Font License" in licence.read_text() for licence in licences)


def test_the_rules_name_every_file_and_size_the_fallbacks(built):
    rules = stylesheet.font_rules_path().read_text()

    assert all(f"fonts/{file.name}" in rules for file in built)
    assert rules.count("size-adjust") == 4
    assert "ascent-override" in rules
    assert stylesheet.write_stylesheet().read_text().startswith("/*fonts.css,00-layers.css")


def test_a_missing_package_is_named():
    with pytest.raises(FileNotFoundError, match="install the package no-such-font"):
        fonts.source_path("no_such_font", "Nothing.ttf")
