"""There is one way in: Wagtail's own sign-in form, without rate limits and second factors, is not served."""

import pytest
from django.test import Client

from members.models import Member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_wagtails_form_leads_to_ours(client: Client, prefix: str) -> None:
    answer = client.get(f"{prefix}/_util/login/?next=/account/")
    assert answer.status_code == 302
    assert answer["Location"] == f"{prefix}/account/login/?next=/account/"


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_right_password_posted_there_signs_nobody_in(client: Client, prefix: str) -> None:
    member = Member.objects.create_user(email="ann@example.org", password="a long and right password")
    client.post(f"{prefix}/_util/login/", {"username": member.email, "password": "a long and right password"})
    assert "_auth_user_id" not in client.session
