"""Whoever comes to the members' pages at `/es/` is addressed in Spanish, errors too."""

import pytest
from django.test import Client
from lxml import html

pytestmark = pytest.mark.django_db


def words_of(content: bytes) -> str:
    """What stands on the page, without what the visitor typed."""
    return " ".join(" ".join(html.fromstring(content.decode()).xpath("//main//text()")).split())


@pytest.mark.parametrize(
    ("path", "spanish", "english"),
    [
        ("/es/join/", "Únase a la coalición", "May we write to you?"),
        ("/es/join/check-your-mail/", "Mire en su buzón", "One more step"),
        ("/es/join/welcome/", "usted es miembro", "Your address is confirmed"),
        ("/es/preferences/", "Elija sus correos", "Type your address"),
        ("/es/account/login/", "le enviamos un código", "Type your address"),
        ("/es/confirm/x/", "está incompleto", "This link"),
        ("/es/unsubscribe/x/", "Pedir un enlace nuevo", "Ask for a new link"),
    ],
)
def test_pages(client: Client, path: str, spanish: str, english: str) -> None:
    words = words_of(client.get(path).content)
    assert spanish in words
    assert english not in words


def test_what_is_wrong_with_an_address(client: Client) -> None:
    answer = client.post("/es/join/", {"email": "a b"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 400
    assert "La dirección contiene un espacio" in words_of(answer.content)


def test_refusals_of_public_forms(client: Client) -> None:
    answer = client.post("/es/join/", {"email": "ann@example.org"})
    assert answer.status_code == 403
    assert "no se envió desde nuestra página" in words_of(answer.content)
