import pytest
from django.core.cache import cache
from django.forms.models import model_to_dict

from members.demo import build_demo, demo_sign_ins
from members.models import Consent, Interest, Member, Organisation
from tests.members.test_sign_in import sign_in
from tests.one_time_codes import wait_for_a_fresh_step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    cache.clear()


def test_a_second_run_changes_nothing():
    def everything():
        return [
            [model_to_dict(row) for row in model.objects.order_by("pk")]
            for model in (Member, Organisation, Interest, Consent)
        ]

    build_demo()
    first = everything()
    secret = demo_sign_ins()[0].totp_secret
    build_demo()
    assert everything() == first
    assert demo_sign_ins()[0].totp_secret == secret


def test_the_secret_is_this_installations_own(settings, tmp_path):
    build_demo()
    assert (tmp_path / "demo-totp-secret").read_text().strip() == demo_sign_ins()[0].totp_secret
    assert (tmp_path / "demo-totp-secret").stat().st_mode & 0o077 == 0


def test_the_printed_staff_sign_in_opens_the_admin(client):
    build_demo()
    staff, member = demo_sign_ins()
    sign_in(client, staff.email)
    wait_for_a_fresh_step()
    client.post("/account/two-factor/authenticate/", {"code": staff.current_code()})
    assert client.get("/admin/").status_code == 200
    assert member.current_code() == ""


def test_everybody_is_at_an_example_address():
    build_demo()
    assert all(email.endswith("@example.org") for email in Member.objects.values_list("email", flat=True))
