"""The demo's people and organisations, all of them plainly fictional."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, yield_hotp_counters_from_time
from allauth.mfa.totp.internal.auth import hotp_value as one_time_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from wagtail.models import Locale

from members.confirmation.address import confirm_address
from members.consent.ledger import record_consent
from members.consent.purposes import COALITION_UPDATES
from members.models import Consent, Interest, Member, Organisation, Representative

STAFF_ADDRESS = "staff@example.org"
MEMBER_ADDRESS = "member@example.org"

_ORGANISATIONS = (
    ("Example Sequencing Works", Organisation.Category.INNOVATOR),
    ("Institute of Imaginary Genomics", Organisation.Category.SCIENTIST),
    ("Sample Patients Together", Organisation.Category.PATIENT),
    ("Fictional Valley Hospital", Organisation.Category.PROVIDER),
    ("Pretend Mutual Health Plan", Organisation.Category.PAYER),
)
_INTERESTS = ("Biomarker testing", "Newborn screening", "Pharmacogenomics", "Rare diseases", "Health data")


@dataclass(frozen=True)
class DemoSignIn:
    """How to sign in to the demo: a code comes by mail to `email`; staff also need the authenticator secret."""

    role: str
    name: str
    email: str
    totp_secret: str = ""

    def current_code(self) -> str:
        """Return the authenticator's code of this half minute, or nothing when none is needed."""
        if not self.totp_secret:
            return ""
        (counter, *_later) = yield_hotp_counters_from_time()
        return str(format_hotp_value(one_time_value(self.totp_secret, counter)))


def build_demo() -> None:
    """Create the demo's staff member, member, organisations and interests; a second run changes nothing."""
    with transaction.atomic():
        staff = _person(STAFF_ADDRESS, "Sam", "Sample", is_staff=True, is_superuser=True)
        _authenticator(staff)
        member = _person(MEMBER_ADDRESS, "Robin", "Example", zip_code="02139")
        if not Consent.objects.filter(member=member).exists():
            wording = str(COALITION_UPDATES.wording)
            record_consent(member, COALITION_UPDATES.name, granted=True, wording=wording, source="demo")
        for name, category in _ORGANISATIONS:
            _organisation(name, category)
        patients = Organisation.objects.get(name="Sample Patients Together")
        Representative.objects.get_or_create(organisation=patients, member=member, defaults={"role": "Volunteer"})
        locale = Locale.get_default()
        for name in _INTERESTS:
            Interest.objects.get_or_create(slug=name.lower().replace(" ", "-"), locale=locale, defaults={"name": name})


def demo_sign_ins() -> list[DemoSignIn]:
    """Return the demo's sign-ins for the runner to print; empty before `build_demo` ran."""
    sign_ins = []
    for address, role in ((STAFF_ADDRESS, "staff"), (MEMBER_ADDRESS, "member")):
        person = Member.objects.filter(email=address).first()
        if person is not None:
            authenticator = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).first()
            secret = decrypt(authenticator.data["secret"]) if authenticator else ""
            sign_ins.append(DemoSignIn(role, person.get_full_name(), address, secret))
    return sign_ins


def _person(email: str, first_name: str, last_name: str, **fields: Any) -> Member:
    person = Member.objects.filter(email=email).first()
    if person is None:
        person = Member.objects.create_user(email, first_name=first_name, last_name=last_name, **fields)
        confirm_address(person)
    return person


def _authenticator(staff: Member) -> None:
    if not Authenticator.objects.filter(user_id=staff.pk, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(staff, _secret_in_var())


def _secret_in_var() -> str:
    """Return this installation's own random demo secret, the same after `make demo-reset`."""
    file = Path(settings.VAR_DIR) / "demo-totp-secret"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(generate_totp_secret() + "\n")
    return file.read_text().strip()


def _organisation(name: str, category: Organisation.Category) -> None:
    Organisation.objects.get_or_create(
        name=name,
        defaults={
            "slug": name.lower().replace(" ", "-"),
            "category": category,
            "description": "A fictional organisation that exists in this demonstration only.",
        },
    )
