"""Adds versions to facts. The only place that writes `FactVersion` rows."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content.evidence.models import Fact, FactTranslation, FactVersion, Source
from content.evidence.superseding import follow_change
from members.models import Member


@dataclass(frozen=True)
class FactContent:
    """What one version of a fact says, in the site's main language."""

    statement: str
    value: Decimal | None = None
    qualifier: str = ""
    unit: str = ""
    display: str = ""
    population: str = ""
    period: str = ""
    as_of: date | None = None
    source: Source | None = None
    note: str = ""


@dataclass(frozen=True)
class FactWords:
    """The words of one version in another language."""

    statement: str
    unit: str = ""
    display: str = ""
    population: str = ""
    period: str = ""


TRANSLATED_FIELDS = ("statement", "unit", "display", "population", "period")


def content_of(version: FactVersion) -> FactContent:
    """What a stored version says."""
    return FactContent(**{name: getattr(version, name) for name in FactContent.__dataclass_fields__})


def add_version(
    fact: Fact,
    content: FactContent,
    *,
    reason: str = "",
    edited_version: int | None = None,
    by: Member | None = None,
    imported_from: str = "",
) -> FactVersion:
    """Append a version to a fact and make it the current one.

    Locks the fact, so of two editors only one continues; `edited_version` is the number the editor saw, and
    a ValidationError tells them when another version has come between. Every version but the first needs a
    reason. Translations are carried over where the words they translate have not changed.
    """
    with transaction.atomic():
        # A join here would show the current version as it was before the lock was granted.
        locked = Fact.objects.select_for_update().get(pk=fact.pk)
        previous = locked.current
        _check(previous, content, reason, edited_version)
        version = FactVersion.objects.create(
            fact=locked,
            number=previous.number + 1 if previous else 1,
            supersedes=previous,
            reason=reason.strip(),
            imported_from=imported_from,
            created_by=by,
            **{name: getattr(content, name) for name in FactContent.__dataclass_fields__},
        )
        if previous:
            _carry_translations(previous, version)
        locked.current = version
        locked.save(update_fields=["current"])
        fact.current = version
        log(
            locked,
            "evidence.fact.version",
            user=by,
            data={"version": version.number, "reason": version.reason, "imported_from": imported_from},
        )
        if previous:
            follow_change(previous, version)
    return version


def translate_version(version: FactVersion, language: str, words: FactWords) -> FactTranslation:
    """Set the words of a version in another language."""
    if language == settings.LANGUAGE_CODE:
        raise ValidationError(_("The main language is not a translation."))
    return FactTranslation.objects.update_or_create(version=version, language=language, defaults=asdict(words))[0]


def _check(previous: FactVersion | None, content: FactContent, reason: str, edited_version: int | None) -> None:
    current_number = previous.number if previous else 0
    if edited_version is not None and edited_version != current_number:
        raise ValidationError(
            _("Somebody saved version %(number)s of this fact meanwhile. Reload the page to see it."),
            params={"number": current_number},
        )
    if previous and not reason.strip():
        raise ValidationError({"reason": _("Say why the fact changes: the reason is shown in its history.")})
    if content.value is not None and content.source is None:
        raise ValidationError({"source": _("A figure needs a source.")})
    if content.value is None and content.display:
        raise ValidationError({"display": _("Words for a figure need the figure.")})


def _carry_translations(previous: FactVersion, version: FactVersion) -> None:
    if any(getattr(previous, name) != getattr(version, name) for name in TRANSLATED_FIELDS):
        return
    FactTranslation.objects.bulk_create(
        FactTranslation(
            version=version, language=row.language, **{name: getattr(row, name) for name in TRANSLATED_FIELDS}
        )
        for row in previous.translations.all()
    )
