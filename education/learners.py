"""Recognise a learner: by their account, or by the signed cookie their first answer set."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from education.models import Learner
from members.api import Member

COOKIE_NAME = "learner"
COOKIE_AGE = timedelta(days=365)
_SALT = "education.learner"


def learner_of(request: HttpRequest) -> Learner | None:
    """Return who is learning, without recording anyone new."""
    if isinstance(request.user, Member):
        own = Learner.objects.filter(member=request.user).first()
        if own is not None:
            return own
    return learner_from_cookie(request)


def learner_for_saving(request: HttpRequest) -> Learner:
    """Return who is learning and make a record for a newcomer; call it only when there is something to save."""
    found = learner_of(request)
    if isinstance(request.user, Member):
        return claim(request.user, found)
    learner = found or Learner.objects.create()
    Learner.objects.filter(pk=learner.pk).update(last_active_at=timezone.now())
    return learner


def remember(response: HttpResponse, learner: Learner) -> None:
    """Let the browser carry an unclaimed learner's key: a first-party cookie set by their own answer, read by nothing else."""
    if learner.member_id is not None:
        forget(response)
        return
    response.set_cookie(
        COOKIE_NAME,
        signing.dumps(str(learner.public_id), salt=_SALT),
        max_age=int(COOKIE_AGE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Take the key back from the browser once the progress belongs to an account."""
    response.delete_cookie(COOKIE_NAME, samesite="Lax")


def learner_from_cookie(request: HttpRequest) -> Learner | None:
    """Return the unclaimed learner named by the cookie; a claimed one is reached by signing in only."""
    try:
        public_id = UUID(signing.loads(request.COOKIES.get(COOKIE_NAME, ""), salt=_SALT, max_age=COOKIE_AGE))
    except (signing.BadSignature, ValueError):
        return None
    return Learner.objects.filter(public_id=public_id, member__isnull=True, merged_into__isnull=True).first()


@transaction.atomic
def claim(member: Member, learner: Learner | None) -> Learner:
    """Give a learner's progress to a member and return the member's learner.

    A member's first learner becomes their own; a later one is merged into it. Racing claims end in
    one learner: the member's row is locked, and the link is unique in the database.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    own = Learner.objects.filter(member=member).first()
    if learner is not None:
        learner = Learner.objects.select_for_update().get(pk=learner.pk)
        if learner.member_id is not None or learner.merged_into_id is not None:
            learner = None
    now = timezone.now()
    if own is None and learner is not None:
        learner.member, learner.last_active_at = member, now
        learner.save(update_fields=["member", "last_active_at"])
        return learner
    if own is None:
        try:
            with transaction.atomic():
                return Learner.objects.create(member=member)
        except IntegrityError:
            return Learner.objects.get(member=member)
    if learner is not None and learner.pk != own.pk:
        learner.merged_into = own
        learner.save(update_fields=["merged_into"])
    own.last_active_at = now
    own.save(update_fields=["last_active_at"])
    return own


def learner_ids(learner: Learner) -> list[int]:
    """Return the learner's key and those of the learners merged into them."""
    return [learner.pk, *Learner.objects.filter(merged_into=learner).values_list("pk", flat=True)]


def delete_idle_learners() -> int:
    """Delete learners without an account after 12 months without activity; return how many."""
    limit = timezone.now() - COOKIE_AGE
    idle = Learner.objects.filter(member__isnull=True, merged_into__isnull=True, last_active_at__lt=limit)
    return idle.delete()[1].get("education.Learner", 0)
