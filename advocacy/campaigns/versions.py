"""Freezing letter texts into versions that can be approved, agreed to and sent."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from advocacy.campaigns import letters
from advocacy.campaigns.models import LetterAction, LetterText, LetterTextVersion, TargetGroup, WrittenAs

FALLBACK_LANGUAGE = "en"


def freeze_text(text: LetterText) -> letters.FrozenLetter:
    """Freeze a text as it stands now; raise `ValidationError` when it cannot become a letter."""
    return letters.freeze(
        language=text.language,
        subject=text.subject,
        parts=[(part.block_type, part.value) for part in text.parts],
        own_words_allowed=text.group.action.own_words_allowed,
        group_id=text.group_id,
        group_name=text.group_label or text.group.name,
    )


def rule_of(group: TargetGroup) -> dict[str, Any]:
    """Return a group's rule as plain data: what an approval covers besides the words."""
    return {
        "group": group.pk,
        "rule": group.rule,
        "committee_topic": group.committee_topic,
        "committee_recipients": group.committee_recipients,
        "nonconstituents_may_write": group.nonconstituents_may_write,
        "nonconstituents_reason": group.nonconstituents_reason,
        "exclusions": sorted(exclusion.person_id for exclusion in group.exclusions.all()),
    }


def snapshot_of(text: LetterText) -> tuple[dict[str, Any], str]:
    """Return a text with its rule and figures as plain data, and the SHA-256 of that."""
    snapshot = {
        "letter": freeze_text(text).as_json(),
        "rule": rule_of(text.group),
        "written_as": text.written_as,
        "language": text.language,
    }
    canonical = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return snapshot, hashlib.sha256(canonical.encode()).hexdigest()


def current_version(text: LetterText) -> LetterTextVersion:
    """Return the version of a text as it stands now, recording it when it is new.

    Safe in parallel: the unique constraint on action and hash decides. Raises `ValidationError` when the
    text cannot become a letter.
    """
    snapshot, content_hash = snapshot_of(text)
    action = text.group.action
    found = LetterTextVersion.objects.filter(action=action, content_hash=content_hash).first()
    if found is not None:
        return found
    fresh = LetterTextVersion(
        text=text,
        action=action,
        group_name=text.group.name,
        written_as=text.written_as,
        language=text.language,
        snapshot=snapshot,
        content_hash=content_hash,
    )
    LetterTextVersion.objects.bulk_create([fresh], ignore_conflicts=True)
    return LetterTextVersion.objects.get(action=action, content_hash=content_hash)


def current_versions(action: LetterAction) -> list[LetterTextVersion]:
    """Return the versions of all texts of an action as they stand now, leaving out what cannot become a letter."""
    versions = []
    for text in texts_of(action):
        try:
            versions.append(current_version(text))
        except ValidationError:
            continue
    return versions


def is_current(version: LetterTextVersion) -> bool:
    """Whether the text, its rule and its figures still are what this version froze."""
    text = (
        LetterText.objects.select_related("group__action")
        .prefetch_related("group__exclusions")
        .filter(pk=version.text_id)
        .first()
    )
    if text is None:
        return False
    try:
        _snapshot, content_hash = snapshot_of(text)
    except ValidationError:
        return False
    return content_hash == version.content_hash


def frozen_letter(version: LetterTextVersion) -> letters.FrozenLetter:
    """Return the letter a version froze."""
    return letters.FrozenLetter.from_json(version.snapshot["letter"])


def texts_of(action: LetterAction) -> list[LetterText]:
    """Return all texts of an action, in the order of their groups."""
    return list(
        LetterText.objects.filter(group__action=action)
        .select_related("group__action")
        .prefetch_related("group__exclusions")
        .order_by("group__sort_order", "group_id", "written_as", "language")
    )


def choose_text(texts: Sequence[LetterText], written_as: str, language: str) -> LetterText | None:
    """Return the text of a group that fits a member best: their role before everyone's, their language before English."""
    by_kind = {(text.written_as, text.language): text for text in texts}
    for wanted in (
        (written_as, language),
        (WrittenAs.ANYONE, language),
        (written_as, FALLBACK_LANGUAGE),
        (WrittenAs.ANYONE, FALLBACK_LANGUAGE),
    ):
        if wanted in by_kind:
            return by_kind[wanted]
    return texts[0] if texts else None
