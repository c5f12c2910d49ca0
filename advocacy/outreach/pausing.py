"""Stops and resumes the mailing of one letter text, when a figure in it has changed and when staff approve it again."""

from django.db import models

from advocacy.campaigns.api import LetterTextVersion
from delivery.api import Mailing, MailingStateError, pause_mailing, resume_mailing

KIND = "outreach.letters"
BECAUSE_OF_A_FACT = "fact:"


def pause_version(version: LetterTextVersion, reason: str, *, actor: models.Model | None) -> bool:
    """Pause the mailing that carries a version's letters; whether one was running."""
    done = False
    for mailing in Mailing.objects.filter(kind=KIND, reference=str(version.pk), status="running"):
        try:
            pause_mailing(mailing.pk, reason=f"{BECAUSE_OF_A_FACT} {reason}"[:500], actor=actor)
        except MailingStateError:
            continue
        done = True
    return done


def resume_version(version: LetterTextVersion, *, actor: models.Model | None) -> None:
    """Let a version's letters go on if a changed figure stopped them; a pause by a person stays."""
    paused = Mailing.objects.filter(kind=KIND, reference=str(version.pk), status="paused")
    for mailing in paused.filter(pause_reason__startswith=BECAUSE_OF_A_FACT):
        try:
            resume_mailing(mailing.pk, actor=actor)
        except MailingStateError:
            continue
