"""NUL characters in addresses, which PostgreSQL would refuse."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/letters/%00/", "/es/letters/a%00b/", "/%00/", "/legislators/people/%00/"])
def test_a_path_with_a_nul_is_no_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["district=MA-%00", "district=%00", "state=%00", "zip=%00"])
def test_a_query_is_read_without_its_nuls(client: Client, query: str) -> None:
    assert client.get(f"/legislators/?{query}").status_code in {200, 404}


def test_what_stands_around_a_nul_is_kept(client: Client) -> None:
    answer = client.get("/legislators/?zip=12%0034")
    assert "this one has 4" in answer.content.decode()
