"""Joining an action: once per member, however often the button is pressed."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.campaigns.following import follower_of
from advocacy.campaigns.models import LetterAction, Participation
from advocacy.campaigns.planning import Plan, Signer, plan_digest
from members.api import ConfirmationKind, Member, record_consent, request_confirmation

CONFIRMATION = "campaigns.participation"
CONSENT_PURPOSE = "letters"


class JoiningError(Exception):
    """The member cannot join; the message says why in their words."""


@dataclass(frozen=True)
class Joined:
    """What pressing the button led to."""

    participation: Participation
    is_new: bool
    is_confirmed: bool


def join(
    action: LetterAction,
    member: Member,
    signer: Signer,
    plan: Plan,
    *,
    consent_wording: str,
    acting: Member | None = None,
) -> Joined:
    """Record that a member joins an action, and ask them to confirm by mail unless they are signed in.

    Idempotent: the unique constraint on action and member decides who creates the row, and its lock puts
    parallel calls in line. A second call with the same content changes nothing. With other content it
    replaces what has not been confirmed yet: the newest wins, and the link for the older content then says so.
    What is confirmed stays as it is, and the owner of the address, not the person who typed it, is told.

    `acting` is the signed-in member, whose own confirmed address needs no second confirmation. Raises
    `JoiningError` when the action is closed or there is no letter to send.
    """
    if not action.is_open:
        raise JoiningError(_("This action is closed; no letters can be sent any more."))
    if not plan.letters:
        raise JoiningError(_("There is no office that your letter could go to."))
    digest = plan_digest(action, signer, plan)
    with transaction.atomic():
        participation, is_new = _row(action, member, signer, digest)
        if participation.state == Participation.State.CONFIRMED:
            if acting != member:
                follower_of(participation).joined_again(participation)
            return Joined(participation, is_new=False, is_confirmed=True)
        if is_new or participation.content_digest != digest or participation.state == Participation.State.WITHDRAWN:
            _take(participation, signer, digest, consent_wording, is_new=is_new)
            follower_of(participation).joined(participation, plan)
        if acting is not None and acting == member and member.is_confirmed:
            confirm(participation)
            return Joined(participation, is_new=is_new, is_confirmed=True)
        request_confirmation(member, CONFIRMATION, confirmation_reference(participation))
        return Joined(participation, is_new=is_new, is_confirmed=False)


def confirm(participation: Participation) -> None:
    """Let a pending participation take effect; a confirmed or withdrawn one stays as it is."""
    with transaction.atomic():
        locked = Participation.objects.select_for_update().get(pk=participation.pk)
        if locked.state != Participation.State.PENDING:
            return
        locked.state = participation.state = Participation.State.CONFIRMED
        locked.confirmed_at = participation.confirmed_at = timezone.now()
        locked.save(update_fields=["state", "confirmed_at"])
        if locked.member is not None and locked.consent_wording:
            record_consent(
                locked.member,
                CONSENT_PURPOSE,
                granted=True,
                wording=locked.consent_wording,
                source=f"letter action {locked.action_id}",
            )
        follower_of(locked).confirmed(locked)


def withdraw(participation: Participation) -> None:
    """Take back a participation and stop what can still be stopped; a second call changes nothing."""
    with transaction.atomic():
        locked = Participation.objects.select_for_update().get(pk=participation.pk)
        if locked.state == Participation.State.WITHDRAWN:
            return
        locked.state = participation.state = Participation.State.WITHDRAWN
        locked.withdrawn_at = participation.withdrawn_at = timezone.now()
        locked.save(update_fields=["state", "withdrawn_at"])
        follower_of(locked).withdrawn(locked)


def confirmation_reference(participation: Participation) -> str:
    """Return the reference under which a participation, in its present content, waits for confirmation."""
    return f"{participation.pk}:{participation.revision}"


class ParticipationConfirmation(ConfirmationKind):
    """Confirms the letters a member agreed to; the reference binds the link to what they agreed to."""

    name: ClassVar[str] = CONFIRMATION
    button: ClassVar[str | Promise] = gettext_lazy("Yes, send my letters")

    def describe(self, member: Member, reference: str) -> str:
        """Say which letters are confirmed, and in whose name."""
        participation = _referenced(member, reference)
        if participation is None or _is_outdated(participation, reference):
            return _("These letters were changed or taken back since. The newest mail from us has the right link.")
        return follower_of(participation).describe(participation)

    def confirm(self, member: Member, reference: str) -> str:
        """Send the letters on their way, unless they were replaced by newer ones; return the receipt's path."""
        participation = _referenced(member, reference)
        if participation is None:
            return "/"
        if not _is_outdated(participation, reference):
            confirm(participation)
        return follower_of(participation).receipt_path(participation)


def _row(action: LetterAction, member: Member, signer: Signer, digest: str) -> tuple[Participation, bool]:
    """Return the one row of this member and action, locked, and whether this call created it."""
    fresh = Participation(action_id=action.pk, member=member, content_digest=digest, **signer.as_fields())
    Participation.objects.bulk_create([fresh], ignore_conflicts=True)
    row = (
        Participation.objects.select_for_update(of=("self",))
        .select_related("action", "member")
        .get(action_id=action.pk, member=member)
    )
    return row, row.public_id == fresh.public_id


def _take(participation: Participation, signer: Signer, digest: str, consent_wording: str, *, is_new: bool) -> None:
    participation.consent_wording = consent_wording
    if is_new:
        participation.save(update_fields=["consent_wording"])
        return
    for name, value in signer.as_fields().items():
        setattr(participation, name, value)
    participation.content_digest = digest
    participation.state = Participation.State.PENDING
    participation.withdrawn_at = None
    participation.revision += 1
    participation.save()


def _referenced(member: Member, reference: str) -> Participation | None:
    pk, _separator, _revision = reference.partition(":")
    if not pk.isdecimal():
        return None
    return Participation.objects.select_related("action", "member").filter(pk=pk, member=member).first()


def _is_outdated(participation: Participation, reference: str) -> bool:
    return confirmation_reference(participation) != reference
