"""Taking confirmed letters as far as they may go: to approval, review, the member, or the outbox."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from advocacy.campaigns.api import (
    LetterTextVersion,
    Participation,
    frozen_letter,
    outbox_template,
    sender_name,
    signer_of,
    slot_name,
    slot_values,
)
from advocacy.outreach.models import Letter, LetterState
from advocacy.outreach.obstacles import Finding, Inspection, Obstacle
from advocacy.outreach.pausing import KIND
from advocacy.outreach.states import move
from delivery.api import (
    MailContent,
    Mailing,
    MailingStateError,
    Recipient,
    Sender,
    add_recipients,
    create_mailing,
    delivery_states,
    start_mailing,
)

BATCH = 100
_WAITING = (LetterState.AWAITING_APPROVAL, LetterState.AWAITING_REVIEW)
_STATE_OF_OBSTACLE = {
    Obstacle.NOT_APPROVED: LetterState.AWAITING_APPROVAL,
    Obstacle.NOT_REVIEWED: LetterState.AWAITING_REVIEW,
    Obstacle.REFUSED: LetterState.DECLINED,
    Obstacle.WITHDRAWN: LetterState.WITHDRAWN,
    Obstacle.MEMBER_GONE: LetterState.WITHHELD,
    Obstacle.LEFT_OFFICE: LetterState.WITHHELD,
    Obstacle.EXCLUDED: LetterState.WITHHELD,
}


def advance(participation: Participation, inspection: Inspection | None = None) -> None:
    """Move each waiting letter of a confirmed participation as far as it may go; calling again changes nothing.

    Letters by e-mail enter the outbox in this very transaction, so that a letter is queued if and only if a
    delivery exists for it.
    """
    inspection = inspection or Inspection()
    with transaction.atomic():
        locked = (
            Participation.objects.select_for_update(of=("self",))
            .select_related("member", "action")
            .get(pk=participation.pk)
        )
        letters = list(
            Letter.objects.select_for_update(of=("self",))
            .select_related("version__action", "person", "seat", "committee")
            .filter(participation=locked, state__in=_WAITING)
            .order_by("version_id", "pk")
        )
        for letter in letters:
            letter.participation = locked
        inspection.prepare(letters)
        may_go: list[Letter] = []
        for letter in letters:
            finding = inspection.first_obstacle(letter)
            if finding is None:
                may_go.append(letter)
            else:
                stop(letter, finding)
        by_email = [letter for letter in may_go if letter.channel == Letter.Channel.EMAIL]
        move([letter for letter in may_go if letter.channel != Letter.Channel.EMAIL], LetterState.NEEDS_YOU)
        for version_id in dict.fromkeys(letter.version_id for letter in by_email):
            _queue(locked, [letter for letter in by_email if letter.version_id == version_id])


def stop(letter: Letter, finding: Finding) -> None:
    """Move a letter to the state its obstacle leads to."""
    move([letter], _STATE_OF_OBSTACLE[finding.obstacle], detail=finding.words)


def advance_waiting(limit: int = BATCH) -> bool:
    """Advance participations whose letters could go on; return whether there may be more.

    Only versions that may go are looked at, so letters that wait for staff cost nothing.
    """
    inspection = Inspection()
    version_ids = list(
        Letter.objects.filter(state__in=_WAITING).order_by().values_list("version_id", flat=True).distinct()
    )
    for version in LetterTextVersion.objects.filter(pk__in=version_ids):
        waiting = (
            Letter.objects.filter(version=version, participation__state=Participation.State.CONFIRMED)
            .filter(state=LetterState.AWAITING_APPROVAL)
            .order_by("participation_id")
        )
        reviewed = (
            Letter.objects.filter(version=version, state=LetterState.AWAITING_REVIEW)
            .exclude(participation__own_words_review__state="waiting")
            .order_by("participation_id")
        )
        example = waiting.select_related("version").first() or reviewed.select_related("version").first()
        if example is None or not inspection.standing(example).may_go:
            continue
        ids = list(
            dict.fromkeys(
                [
                    *waiting.values_list("participation_id", flat=True)[:limit],
                    *reviewed.values_list("participation_id", flat=True)[:limit],
                ]
            )
        )[:limit]
        for participation in Participation.objects.filter(pk__in=ids).order_by("pk"):
            advance(participation, inspection)
        return True
    return False


def mailing_for(version: LetterTextVersion) -> Mailing:
    """Return the one mailing that carries a text version's letters; it stays open for those who join later."""
    frozen = frozen_letter(version)
    return create_mailing(
        kind=KIND,
        title=str(version),
        sender=Sender(name=str(settings.WAGTAIL_SITE_NAME), address=f"letters@{settings.MAIL_DOMAIN}"),
        content=MailContent(subject=outbox_template(frozen.subject), text=outbox_template(frozen.body)),
        idempotency_key=f"version:{version.pk}",
        reference=str(version.pk),
    )


def _queue(participation: Participation, letters: Sequence[Letter]) -> None:
    version = letters[0].version
    mailing = mailing_for(version)
    frozen = frozen_letter(version)
    signer = signer_of(participation)
    member = participation.member
    if member is None:
        return
    keys: dict[int, str] = {}
    recipients = []
    for letter in letters:
        times = letter.times_queued + 1
        keys[letter.pk] = str(letter.pk) if times == 1 else f"{letter.pk}-{times}"
        values = slot_values(frozen, signer, target_values(letter))
        recipients.append(
            Recipient(
                key=keys[letter.pk],
                address=letter.address,
                name=letter.recipient_name,
                values={slot_name(name): value for name, value in values.items()},
                reply_to=member.email,
                sender_name=sender_name(signer.full_name),
                reference=str(letter.pk),
                pacing_key=f"person:{letter.person_id}",
            )
        )
    try:
        with transaction.atomic():
            add_recipients(mailing.pk, recipients)
            start_mailing(mailing.pk)
    except MailingStateError as error:
        move(letters, LetterState.WITHHELD, detail=str(error))
        return
    move(
        letters,
        LetterState.QUEUED,
        fields={
            letter.pk: {
                "mailing_id": mailing.pk,
                "outbox_key": keys[letter.pk],
                "times_queued": letter.times_queued + 1,
            }
            for letter in letters
        },
    )
    _take_note_of_refused(mailing, letters, keys)


def _take_note_of_refused(mailing: Mailing, letters: Sequence[Letter], keys: dict[int, str]) -> None:
    """The outbox refuses an impossible address at once and tells nobody: it is asked here."""
    states = delivery_states(mailing.pk, keys.values())
    for letter in letters:
        state = states.get(keys[letter.pk])
        if state is not None and state.state == "failed":
            move([letter], LetterState.FAILED, detail=state.detail)


def target_values(letter: Letter) -> dict[str, str]:
    """Return the values of a letter's target tokens, as they were when its sender agreed to it."""
    return {
        "target.salutation": letter.recipient_salutation,
        "target.full_name": letter.recipient_name,
        "target.role": letter.recipient_role,
        "target.committee": letter.committee_name,
    }
