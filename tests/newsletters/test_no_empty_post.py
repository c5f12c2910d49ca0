"""A subscription form that arrives empty is answered as one, not as if nothing had been sent."""

import pytest
from django.test import Client

from tests.newsletters.factories import NewsletterFactory

pytestmark = pytest.mark.django_db


def test_an_empty_form_is_told_what_is_missing(client: Client) -> None:
    NewsletterFactory()
    answer = client.post("/newsletters/subscribe/", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 400
    assert "Enter your e-mail address." in answer.content.decode()
