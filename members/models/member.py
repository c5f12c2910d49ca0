"""The member: one record for everyone who reads, learns, acts or works here."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from members.addresses import normalise_email


class MemberManager(BaseUserManager["Member"]):
    """Creates members; an address is normalised before it is stored or looked up."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        """Find a member by e-mail address, whatever its letter case."""
        return self.get(email=normalise_email(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        """Create a member; without a password they sign in by a code sent to their address."""
        member = self.model(email=normalise_email(email), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        """Create a staff member who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Member(AbstractBaseUser, PermissionsMixin):
    """A person known by their e-mail address; also Django's user.

    People act without an account: acting records a member whose address stays unconfirmed
    (`email_confirmed_at` empty) until they press the button on the confirmation page.

    Personal data: e-mail address, name, ZIP code, state, language, audience and interests, kept until
    the member erases themselves; the street address until `street_address_until`, while a letter needs it.
    """

    class Audience(models.TextChoices):
        """As whom a member reads: the lenses under which lessons tell the same thing differently."""

        PATIENT = "patient", _("Patient, family or caregiver")
        PROVIDER = "provider", _("Provider")
        PAYER = "payer", _("Payer")
        POLICYMAKER = "policymaker", _("Policymaker")

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("A member with this address exists already.")},
    )
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    audience = models.CharField(_("reads as"), max_length=20, choices=Audience, blank=True, default="", db_default="")
    zip_code = models.CharField(_("ZIP code"), max_length=5, blank=True, db_index=True)
    state = models.CharField(_("state"), max_length=2, blank=True, db_index=True)
    street_address = models.CharField(_("street address"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    street_address_until = models.DateTimeField(_("street address kept until"), null=True, blank=True)
    interests = models.ManyToManyField(
        "members.Interest", verbose_name=_("interests"), related_name="members", blank=True
    )
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May sign in to the editing pages."))
    is_active = models.BooleanField(_("active"), default=True)
    email_confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, db_index=True)

    objects: ClassVar[MemberManager] = MemberManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        permissions: ClassVar = [("export_member", _("Can export members"))]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="unique_member_email"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """End all sessions when the password or what the member may do changes, not the password alone."""
        standing = f"{self.password}:{self.is_staff:d}{self.is_superuser:d}{self.is_active:d}"
        return salted_hmac("members.session", standing, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_confirmed(self) -> bool:
        """Whether the member has shown that the address is theirs."""
        return self.email_confirmed_at is not None

    def get_full_name(self) -> str:
        """The name as the member writes it, or nothing."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """What to call the member in a greeting, or nothing."""
        return self.first_name
