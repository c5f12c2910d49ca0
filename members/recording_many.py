"""Recording many members at once, whose addresses staff bring in a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models.expressions import RawSQL

from members.models import Member

_RANDOM_BYTES = 30


@dataclass(frozen=True)
class KnownMember:
    """What an import must know of somebody: which member it is, and whether they are blocked."""

    pk: int
    is_active: bool


@dataclass(frozen=True)
class Newcomer:
    """A person as a file names them, every value cleaned (`clean_email`, `clean_name`, `clean_zip_code`)."""

    address: str
    first_name: str = ""
    last_name: str = ""
    zip_code: str = ""
    language: str = "en"


def known_members(addresses: Iterable[str]) -> dict[str, KnownMember]:
    """Return, for the addresses (normalised) that belong to a member, that member; one query."""
    wanted = RawSQL("SELECT unnest(%s::text[])", [list(addresses)])
    rows = Member.objects.filter(email__in=wanted).values_list("email", "pk", "is_active")
    return {email: KnownMember(pk, is_active) for email, pk, is_active in rows}


def record_newcomers(newcomers: Sequence[Newcomer]) -> int:
    """Record those who are not members yet, with unconfirmed addresses; return how many were new.

    Who is a member already stays as they are: names and ZIP code are theirs. Safe under parallel calls: the unique
    constraint decides who creates. Rows go in by address, so that parallel calls wait for each other in one order.
    """
    known = known_members(newcomer.address for newcomer in newcomers)
    fresh = sorted(
        (newcomer for newcomer in newcomers if newcomer.address not in known), key=lambda newcomer: newcomer.address
    )
    Member.objects.bulk_create(
        [
            Member(
                email=newcomer.address,
                password=UNUSABLE_PASSWORD_PREFIX + token_urlsafe(_RANDOM_BYTES),
                first_name=newcomer.first_name,
                last_name=newcomer.last_name,
                zip_code=newcomer.zip_code,
                language=newcomer.language,
            )
            for newcomer in fresh
        ],
        ignore_conflicts=True,
    )
    return len(fresh)
