"""Add, lift and look up suppressed addresses."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from delivery.addresses import address_digest, normalise_address
from delivery.models import SoftBounce, Suppression, SuppressionReason

# Somebody who unsubscribed or complained about bulk mail still gets the sign-in code they ask for.
REASONS_THAT_STOP_TRANSACTIONAL_MAIL = (
    SuppressionReason.BOUNCED,
    SuppressionReason.ERASED,
    SuppressionReason.STAFF,
)


def suppress(
    address: str, reason: str, source: str, *, note: str = "", actor: models.Model | None = None
) -> Suppression:
    """Stop all bulk mail to an address; already suppressed is fine and changes nothing.

    Raises `ValidationError` for an unknown reason or an empty address.
    """
    if reason not in SuppressionReason.values:
        raise ValidationError(_("Unknown reason for suppression: %(reason)s"), params={"reason": reason})
    normalised = normalise_address(address)
    if "@" not in normalised:
        raise ValidationError(_("Enter an e-mail address."))
    erased = reason == SuppressionReason.ERASED
    with transaction.atomic():
        suppression, added = Suppression.objects.get_or_create(
            address_digest=address_digest(address),
            lifted_at=None,
            defaults={
                "address": "" if erased else normalised[:320],
                "reason": reason,
                "source": source[:200],
                "note": note[:500],
            },
        )
        if erased and not added:
            Suppression.objects.filter(address_digest=suppression.address_digest).update(address="")
            Suppression.objects.filter(pk=suppression.pk).update(reason=SuppressionReason.ERASED)
            suppression.refresh_from_db()
        if added and actor is not None:
            log(suppression, "delivery.suppress", user=actor, data={"reason": reason, "source": source})
    return suppression


def unsuppress(address: str, reason: str, *, actor: models.Model | None = None) -> bool:
    """Lift the suppression of an address; return whether there was one. The row stays as history."""
    return lift(Suppression.objects.filter(address_digest=address_digest(address)), reason, actor=actor) > 0


def lift(suppressions: models.QuerySet[Suppression], reason: str, *, actor: models.Model | None = None) -> int:
    """Lift those of the given suppressions that are in force; return how many."""
    with transaction.atomic():
        in_force = list(suppressions.filter(lifted_at=None).select_for_update())
        for suppression in in_force:
            suppression.lifted_at = timezone.now()
            suppression.lifted_reason = reason[:500]
            suppression.save(update_fields=["lifted_at", "lifted_reason"])
            SoftBounce.objects.filter(address_digest=suppression.address_digest).delete()
            log(suppression, "delivery.unsuppress", user=actor, data={"reason": reason})
    return len(in_force)


def is_suppressed(address: str) -> bool:
    """Whether bulk mail to the address is stopped."""
    return Suppression.objects.filter(address_digest=address_digest(address), lifted_at=None).exists()


def suppressed_among(addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses to which bulk mail is stopped; one query for all of them."""
    digests = {address_digest(address): address for address in addresses}
    wanted = RawSQL("SELECT unnest(%s::text[])", [list(digests)])
    stopped = Suppression.objects.filter(address_digest__in=wanted, lifted_at=None)
    return {digests[digest] for digest in stopped.values_list("address_digest", flat=True)}


def stops_transactional_mail(addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses that must not even get transactional mail."""
    digests = {address_digest(address): address for address in addresses}
    stopped = Suppression.objects.filter(
        address_digest__in=digests, lifted_at=None, reason__in=REASONS_THAT_STOP_TRANSACTIONAL_MAIL
    ).values_list("address_digest", flat=True)
    return {digests[digest] for digest in stopped}
