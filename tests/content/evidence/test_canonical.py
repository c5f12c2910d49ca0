"""Search engines learn one lasting address per fact, the one the sitemap lists."""

from decimal import Decimal

import lxml.html
import pytest
from django.test import Client

from content.evidence.versions import FactContent, add_version
from tests.content.factories import SourceFactory, make_fact

pytestmark = pytest.mark.django_db


def canonical(client: Client, path: str) -> str:
    tree = lxml.html.fromstring(client.get(path).content.decode())
    addresses = [str(link.get("href")) for link in tree.iterfind(".//link[@rel='canonical']")]
    assert len(addresses) == 1
    return addresses[0].removeprefix("http://localhost:8000")


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_current_version_is_the_fact_and_an_older_one_is_itself(client: Client, prefix: str) -> None:
    fact = make_fact()
    newer = FactContent(statement="Patients who benefitted", value=Decimal(37), unit="percent", source=SourceFactory())
    add_version(fact, newer, reason="A later count.")
    page = f"{prefix}/evidence/facts/example-fact/"
    assert canonical(client, page) == page
    assert canonical(client, f"{page}versions/2/") == page
    assert canonical(client, f"{page}versions/1/") == f"{page}versions/1/"
