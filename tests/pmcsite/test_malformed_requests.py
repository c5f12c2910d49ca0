"""A request nobody can read gets a page in the visitor's language, not a bare line."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "words"), [("/join/", "too large"), ("/es/join/", "demasiado grande")])
def test_a_form_with_too_many_fields_is_explained(client: Client, path: str, words: str) -> None:
    body = "&".join(f"field{number}=1" for number in range(11_000))
    headers = {"sec-fetch-site": "same-origin"}
    answer = client.post(path, body, "application/x-www-form-urlencoded", headers=headers)
    assert answer.status_code == 400
    assert words in answer.content.decode()
