"""Members, organisations and staff for tests."""

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from factory.declarations import LazyFunction, Sequence
from factory.django import DjangoModelFactory
from wagtail.models import Locale

from members.confirmation.address import confirm_address
from members.models import Interest, Member, Organisation


class MemberFactory(DjangoModelFactory[Member]):
    class Meta:
        model = Member
        skip_postgeneration_save = True

    email = Sequence(lambda number: f"member{number}@example.org")
    first_name = "Robin"
    last_name = "Sample"

    @classmethod
    def _create(cls, model_class: type[Member], *args: Any, **kwargs: Any) -> Member:
        return model_class.objects.create_user(**kwargs)


class ConfirmedMemberFactory(MemberFactory):
    email_confirmed_at = LazyFunction(timezone.now)


class StaffFactory(ConfirmedMemberFactory):
    is_staff = True
    is_superuser = True


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = Sequence(lambda number: f"Fictional Organisation {number}")
    slug = Sequence(lambda number: f"fictional-organisation-{number}")
    category = Organisation.Category.PATIENT


class InterestFactory(DjangoModelFactory[Interest]):
    class Meta:
        model = Interest

    locale = LazyFunction(lambda: Locale.objects.get_or_create(language_code="en")[0])


def staff_with_totp() -> tuple[Member, str]:
    """A staff member with an authenticator app, and its secret."""
    staff = StaffFactory.create()
    confirm_address(staff)
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    return staff, secret
