"""What learning tells about members, for segments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.models import Certificate, Learner, LessonCompletion, ModulePage
from members.api import Choice, SegmentCondition, register_activity, register_segment_condition

_LEARNING = gettext_lazy("Learning")


def _modules() -> list[Choice]:
    titles: dict[UUID, str] = {}
    for key, title in ModulePage.objects.live().order_by("pk").values_list("translation_key", "title"):
        titles.setdefault(key, title)
    return [Choice(str(key), title) for key, title in titles.items()]


def _module_key(parameters: Mapping[str, Any]) -> UUID:
    try:
        return UUID(str(parameters.get("value", "")))
    except ValueError as error:
        raise ValidationError(_("Choose a module.")) from error


class CertificateCondition(SegmentCondition):
    """Members who completed a module, of any release: who completes one and wants it has its certificate."""

    name = "education.certificate"
    label: ClassVar[str | Promise] = gettext_lazy("Completed the module")
    group: ClassVar[str | Promise] = _LEARNING

    def choices(self) -> list[Choice]:
        """The modules, by their title in the site's main language."""
        return _modules()

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by certificates that were not revoked."""
        earned = Certificate.objects.filter(
            member=OuterRef("pk"), release__module_key=_module_key(parameters), revoked_at__isnull=True
        )
        return Q(Exists(earned))


class BegunCondition(SegmentCondition):
    """Members who finished at least one lesson of a module, also before they claimed their record."""

    name = "education.begun"
    label: ClassVar[str | Promise] = gettext_lazy("Began the module")
    group: ClassVar[str | Promise] = _LEARNING

    def choices(self) -> list[Choice]:
        """The modules, by their title in the site's main language."""
        return _modules()

    def query(self, parameters: Mapping[str, Any]) -> Q:
        """Filter by finished lessons, the member's own and those of records merged into theirs."""
        begun = LessonCompletion.objects.filter(module_key=_module_key(parameters)).annotate(
            owner=Coalesce(F("learner__member"), F("learner__merged_into__member"))
        )
        return Q(Exists(begun.filter(owner=OuterRef("pk"))))


def learned_since(since: datetime) -> Q:
    """Learning is activity."""
    return Q(Exists(Learner.objects.filter(member=OuterRef("pk"), last_active_at__gte=since)))


def register() -> None:
    """Fill the registries of members."""
    register_segment_condition(BegunCondition())
    register_segment_condition(CertificateCondition())
    register_activity("education", learned_since)
