"""When a fact changes: find the letter texts that cite it, and stop the letters that carry its former figure."""

from collections.abc import Iterable

import structlog
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from advocacy.campaigns.api import LetterText, LetterTextVersion, tokens_in
from advocacy.outreach.models import Letter, LetterState
from advocacy.outreach.pausing import pause_version
from content.api import Fact, FactChange, Place
from members.api import Member

_log = structlog.get_logger(__name__)
_NOT_GONE = [LetterState.AWAITING_APPROVAL, LetterState.AWAITING_REVIEW, LetterState.QUEUED]


def places_in_letters(fact: Fact) -> Iterable[Place]:
    """The letter texts that cite a fact as `{{ fact.short-name }}`."""
    for text in LetterText.objects.select_related("group__action"):
        if f"fact.{fact.slug}" in _names_in(text):
            yield Place(
                key=f"letter:{text.pk}",
                kind=_("letter text"),
                title=str(text),
                edit_url=reverse("wagtailsnippets_campaigns_letteraction:edit", args=[text.group.action_id]),
            )


def pause_letters(change: FactChange) -> None:
    """Pause every mailing with letters that carry the fact's former figure, and tell staff who approve letters.

    Runs in the transaction that supersedes the fact, so no letter with the former figure is claimed once the new
    one shows. The approval of such texts has lapsed with the figure (`standing_of`); who approves the earlier
    wording all the same lets its letters go on, see `pausing.resume_version`.
    """
    reason = _("The figure of “%(fact)s” changed: %(reason)s") % {
        "fact": change.fact.slug,
        "reason": change.after.reason,
    }
    actor = change.after.created_by
    paused = []
    for version in _versions_being_sent(change.fact.slug):
        pause_version(version, reason, actor=actor)
        log(version.action, "letters.pause", user=actor, data={"text": str(version), "reason": reason})
        paused.append(version)
    if paused:
        waiting = Letter.objects.filter(version__in=[version.pk for version in paused], state__in=_NOT_GONE).count()
        transaction.on_commit(lambda: _tell_staff(change, paused, waiting))


def _versions_being_sent(slug: str) -> list[LetterTextVersion]:
    """The versions that cite the fact and have letters that have not left."""
    ids = Letter.objects.filter(state__in=_NOT_GONE).order_by().values_list("version_id", flat=True).distinct()
    versions = LetterTextVersion.objects.filter(pk__in=list(ids)).select_related("action").order_by("pk")
    return [version for version in versions if slug in dict(version.snapshot["letter"]["facts"])]


def _tell_staff(change: FactChange, paused: list[LetterTextVersion], waiting: int) -> None:
    with override(settings.LANGUAGE_CODE):
        lines = [
            _("A figure that letters cite has changed: %(statement)s.") % {"statement": change.after.statement},
            _("Reason: %(reason)s") % {"reason": change.after.reason},
            "",
            _("These texts are paused, because %(count)s of their letters have not left and carry the former figure:")
            % {"count": waiting},
            *(f"- {version}" for version in paused),
            "",
            _("Read the texts again. Those you approve go on; the others wait."),
            f"{settings.PUBLIC_URL}{reverse('outreach_admin:texts')}",
        ]
        addresses = list(_approvers().values_list("email", flat=True))
        for address in addresses:
            send_mail(_("Letters paused: a figure changed"), "\n".join(lines), settings.DEFAULT_FROM_EMAIL, [address])
    _log.info("letters_paused_for_fact", fact=change.fact.slug, texts=len(paused), told=len(addresses))


def _approvers() -> QuerySet[Member]:
    permission = Permission.objects.filter(content_type__app_label="campaigns", codename="approve_letters")
    may = Q(is_superuser=True) | Q(user_permissions__in=permission) | Q(groups__permissions__in=permission)
    return Member.objects.filter(may, is_active=True, is_staff=True).distinct().order_by("pk")


def _names_in(text: LetterText) -> set[str]:
    pieces = [text.subject]
    for part in text.parts:
        if part.block_type == "statement":
            pieces.append(part.value)
        elif part.block_type == "open_part":
            pieces.append(part.value["text"])
    try:
        return {token.name for piece in pieces for token in tokens_in(piece)}
    except ValidationError:
        return set()
