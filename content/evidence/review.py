"""The review queue: which facts are due, who looks after them, and the mail that reminds them."""

from collections.abc import Collection
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.log_actions import log

from content.evidence.models import Fact, FactConflict, FactVersion
from members.models import Member

AHEAD = timedelta(days=30)
AGAIN_AFTER = timedelta(days=7)
REVIEW_INTERVAL = timedelta(days=365)


def due_facts(today: date) -> QuerySet[Fact]:
    """Facts to be reviewed within thirty days or overdue, the longest overdue first; replaced ones need no review."""
    return (
        Fact.objects.filter(review_by__lte=today + AHEAD, replaced_by__isnull=True, current__isnull=False)
        .select_related("current__source", "owner", "topic")
        .order_by("review_by", "slug")
    )


def mark_reviewed(fact: Fact, by: Member) -> date:
    """Note that the fact still holds as it stands; returns when it is due again."""
    today = timezone.localdate()
    Fact.objects.filter(pk=fact.pk).update(review_by=today + REVIEW_INTERVAL, reviewed_on=today, reminded_on=None)
    log(fact, "evidence.fact.reviewed", user=by, data={"next": (today + REVIEW_INTERVAL).isoformat()})
    return today + REVIEW_INTERVAL


def send_reminders(today: date) -> int:
    """Mail each owner the facts of theirs that are due, at most once a week per fact; returns the number of mails.

    A fact is marked and its mail handed over in one transaction, so a run that fails reminds again and one that
    runs twice does not.
    """
    owners = Member.objects.filter(is_active=True, is_staff=True, pk__in=due_facts(today).values("owner")).order_by(
        "pk"
    )
    return sum(_remind(owner, today) for owner in owners)


def suspected_conflicts(among: Collection[int] | None = None) -> list[tuple[Fact, Fact]]:
    """Pairs of current facts that seem to count the same thing and give different figures, and are not recorded.

    `among` are the ids of the facts to look at; without it, all. The same period and population, and either the same statement or the same count noun as their unit (two numbers
    of "patients" of one cohort): shares of different things have "percent" in common, which says nothing.
    """
    facts = Fact.objects.filter(replaced_by__isnull=True, current__value__isnull=False).select_related("current")
    if among is not None:
        facts = facts.filter(pk__in=among)
    recorded = {frozenset(pair) for pair in FactConflict.objects.values_list("first_id", "second_id")}
    rows = sorted(
        ((_cohort(fact.current), fact) for fact in facts if fact.current), key=lambda row: (row[0], row[1].pk)
    )
    pairs = []
    for cohort, group in groupby(rows, key=lambda row: row[0]):
        if not all(cohort):
            continue
        members = [fact for _key, fact in group]
        pairs += [
            (first, second)
            for number, first in enumerate(members)
            for second in members[number + 1 :]
            if _contradict(first.current, second.current) and frozenset((first.pk, second.pk)) not in recorded
        ]
    return pairs


def _cohort(version: FactVersion) -> tuple[str, str]:
    return _plain(version.population), _plain(version.period)


def _contradict(first: FactVersion | None, second: FactVersion | None) -> bool:
    if first is None or second is None or _plain(first.unit) != _plain(second.unit) or first.value == second.value:
        return False
    is_count = bool(first.unit) and not first.unit.startswith(("percent", "per ", "of "))
    return is_count or _plain(first.statement) == _plain(second.statement)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _remind(owner: Member, today: date) -> int:
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        mine = due_facts(today).filter(owner=owner).exclude(reminded_on__gt=today - AGAIN_AFTER)
        facts = list(mine.select_for_update(of=("self",), skip_locked=True))
        if not facts:
            return 0
        Fact.objects.filter(pk__in=[fact.pk for fact in facts]).update(reminded_on=today)
        lines = [f"- {fact.statement} ({fact.slug}): {_('review by')} {fact.review_by}" for fact in facts]
        address = f"{settings.PUBLIC_URL}{reverse('evidence_admin:attention')}"
        subject = ngettext("%(count)s fact to review", "%(count)s facts to review", len(facts)) % {"count": len(facts)}
        opening = _("You look after these facts of the evidence registry. Does each still say what its source says?")
        send_mail(subject, "\n".join([opening, "", *lines, "", address]), settings.DEFAULT_FROM_EMAIL, [owner.email])
    return 1
