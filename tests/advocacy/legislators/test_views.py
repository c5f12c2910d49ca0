"""The public pages on the fictional legislature."""

import pytest

from advocacy.legislators.importing.fictional import import_fictional_legislature
from advocacy.legislators.models import Office, Person, Term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fiction():
    import_fictional_legislature()


def _text(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.cookies == {}
    return response.content.decode()


def test_a_zip_code_shows_the_people_with_party_phone_and_form(client):
    text = _text(client, "/legislators/?zip=00001")
    for words in (
        "Nadia Fictional",
        "Priya Imaginary",
        "Quentin Madeup",
        "Blue Example Party",
        "555-0100",
        "https://nadia.example.org/contact",
    ):
        assert words in text
    assert "Owen Invented" not in text
    assert "everyone in it are fictional" in text


def test_a_split_zip_code_asks_and_does_not_guess(client):
    text = _text(client, "/legislators/?zip=00003-1234")
    assert "00003 lies in 2 districts: which is yours?" in text
    assert "?district=ZZ-1&amp;zip=00003" in text
    assert "tel:" not in text
    chosen = _text(client, "/legislators/?district=ZZ-2&zip=00003")
    assert "Owen Invented" in chosen
    assert "Nadia Fictional" not in chosen


def test_an_unknown_zip_code_asks_for_the_state(client):
    text = _text(client, "/legislators/?zip=00501")
    assert "We do not know where 00501 is" in text
    assert 'name="state"' in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("00000", "no ZIP code 00000"),
        ("1234", "this one has 4"),
        ("٣٤٥٦٧", "digits 0 to 9"),
        ("99999-12345", "After the dash"),
        ("", "required"),
    ],
)
def test_a_zip_code_that_cannot_be_one_is_explained_beside_the_field(client, typed, words):
    response = client.get("/legislators/", {"zip": typed})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()


def test_what_is_typed_is_never_markup(client):
    response = client.get("/legislators/", {"zip": "<script>alert(1)</script>"})
    assert "<script>alert" not in response.content.decode()


def test_a_vacant_seat_is_said_to_be_vacant(client):
    Term.objects.filter(person__name="Nadia Fictional").delete()
    assert "This seat is vacant" in _text(client, "/legislators/?zip=00001")


def test_a_state_lists_its_chambers_and_health_committees(client):
    text = _text(client, "/legislators/states/zz/")
    for words in (
        "Ada Example",
        "Farid Illustration",
        "House Committee on Health (fictional)",
        "everyone in it are fictional",
    ):
        assert words in text
    found = _text(client, "/legislators/states/zz/?q=carmen")
    assert "Carmen Specimen" in found
    assert "Ada Example" not in found.split("Health committees")[0]
    assert "matches" in _text(client, "/legislators/states/zz/?q=nobody")


def test_a_person_s_page_shows_offices_and_committees(client):
    person = Person.objects.get(name="Ada Example")
    text = _text(client, person.get_absolute_url())
    for words in ("1 Example Square", "House Committee on Health (fictional)", "(chair)", "fictional"):
        assert words in text
    assert "ada.example@legislature.example.org" not in text


def test_someone_who_left_office_keeps_a_page_that_says_so(client):
    person = Person.objects.get(name="Ada Example")
    person.terms.update(effective_until="2025-06-01")
    assert "No longer in office" in _text(client, person.get_absolute_url())


@pytest.mark.parametrize(
    "address",
    [
        "/legislators/people/nobody/",
        "/legislators/states/qq/",
        "/legislators/committees/999999/",
        "/legislators/?district=ZZ-99",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_pages_speak_spanish(client):
    text = _text(client, "/es/legislators/?zip=00001")
    assert '<html lang="es">' in text
    assert "Encuentre a sus legisladores" in text
    assert "/es/legislators/people/" in text


def test_a_dangerous_address_from_a_publisher_is_no_link(client):
    Office.objects.filter(person__name="Nadia Fictional").update(phone='"><script>1</script>')
    assert "<script>1" not in _text(client, "/legislators/?zip=00001")
