"""What follows when a member joins a letter action: their letters, and mails about them."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from advocacy.campaigns.api import LetterAction, Participation, ParticipationFollower, Plan, PlannedLetter
from advocacy.outreach.advancing import advance
from advocacy.outreach.models import Letter, LetterEvent, LetterState
from advocacy.outreach.own_words import lay_review
from advocacy.outreach.states import move
from advocacy.outreach.withdrawing import withdraw_letters
from delivery.api import send_transactional

PAUSE_BETWEEN_RECEIPTS = timedelta(hours=12)
_NEVER_LEFT = (
    LetterState.AWAITING_CONFIRMATION,
    LetterState.AWAITING_APPROVAL,
    LetterState.AWAITING_REVIEW,
    LetterState.NEEDS_YOU,
    LetterState.WITHDRAWN,
    LetterState.WITHHELD,
    LetterState.DECLINED,
)


class LetterParticipations(ParticipationFollower):
    """Follows participations in letter actions."""

    kind: ClassVar[str] = "letter"

    def joined(self, participation: Participation, plan: Plan) -> None:
        """Lay one letter per office, instead of what an earlier attempt laid; what has left stays and is not repeated."""
        Letter.objects.filter(participation=participation, state__in=_NEVER_LEFT).delete()
        Letter.objects.bulk_create(
            [_letter(participation, planned) for planned in plan.letters], ignore_conflicts=True, batch_size=500
        )
        laid = Letter.objects.filter(participation=participation, state=LetterState.AWAITING_CONFIRMATION)
        LetterEvent.objects.bulk_create(
            LetterEvent(letter=letter, to_state=LetterState.AWAITING_CONFIRMATION) for letter in laid
        )

    def confirmed(self, participation: Participation) -> None:
        """Send the letters on, as far as staff allow, and mail the receipt."""
        action = LetterAction.objects.get(pk=participation.action_id)
        lay_review(participation, action, changed_open_parts=bool(participation.open_parts))
        waiting = Letter.objects.filter(participation=participation, state=LetterState.AWAITING_CONFIRMATION)
        move(waiting, LetterState.AWAITING_APPROVAL)
        advance(participation)
        _mail_receipt(participation)

    def joined_again(self, participation: Participation) -> None:
        """Mail the receipt again, at most twice a day."""
        mailed_at = participation.receipt_mailed_at
        if mailed_at is None or mailed_at < timezone.now() - PAUSE_BETWEEN_RECEIPTS:
            _mail_receipt(participation)

    def withdrawn(self, participation: Participation) -> None:
        """Take back every letter that has not left."""
        withdraw_letters(participation.letters.all())

    def receipt_path(self, participation: Participation) -> str:
        """Return the receipt page, in the language the member wrote in."""
        with translation.override(participation.language):
            return reverse("outreach:receipt", args=[participation.receipt_token])

    def describe(self, participation: Participation) -> str:
        """Say how many letters go to whom, and in whose name."""
        letters = list(participation.letters.filter(state=LetterState.AWAITING_CONFIRMATION))
        sentence = ngettext(
            "%(count)d letter about “%(action)s”, signed “%(name)s”, goes to %(offices)s.",
            "%(count)d letters about “%(action)s”, signed “%(name)s”, go to %(offices)s.",
            len(letters),
        )
        return sentence % {
            "count": len(letters),
            "action": _title(participation),
            "name": participation.full_name,
            "offices": ", ".join(letter.recipient_name for letter in letters),
        }


def title_of(participation: Participation) -> str:
    """Return the action's title as its page in the participation's language gives it."""
    return _title(participation)


def _title(participation: Participation) -> str:
    pages = LetterAction.objects.get(pk=participation.action_id).pages.select_related("locale")
    titles = {page.locale.language_code: page.title for page in pages}
    return titles.get(participation.language) or next(iter(titles.values()), participation.action.name)


def _letter(participation: Participation, planned: PlannedLetter) -> Letter:
    target = planned.target
    return Letter(
        participation=participation,
        version=planned.version,
        group=planned.group,
        person=target.person,
        seat=target.seat,
        committee=target.committee,
        recipient_name=target.person.name,
        recipient_role=target.role[:200],
        recipient_salutation=target.salutation[:200],
        committee_name=target.committee.name if target.committee else "",
        channel=planned.channel,
        address=target.address,
        web_form=target.web_form,
    )


def _mail_receipt(participation: Participation) -> None:
    member = participation.member
    if member is None or not member.is_active:
        return
    with transaction.atomic(), translation.override(participation.language):
        letters = list(participation.letters.all())
        values = {
            "title": _title(participation),
            "name": participation.first_name,
            "letters": letters,
            "needs_you": sum(letter.state == LetterState.NEEDS_YOU for letter in letters),
            "url": settings.PUBLIC_URL + reverse("outreach:receipt", args=[participation.receipt_token]),
            "coalition": settings.WAGTAIL_SITE_NAME,
        }
        subject = translation.gettext("Your letters: %(title)s") % values
        send_transactional(
            to=member.email,
            subject=subject,
            text=render_to_string("outreach/mail/receipt.txt", values),
            purpose="outreach.receipt",
        )
        Participation.objects.filter(pk=participation.pk).update(receipt_mailed_at=timezone.now())
