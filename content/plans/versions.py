"""Freezes what a plan says whenever it is published as approved."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision, TaskState

from content.plans.frozen import content_of, digest_of
from content.plans.models import PlanVersion, StrategicPlanPage
from content.plans.models.pages import Stage
from content.plans.version_pages import versions_of


def freeze(plan: StrategicPlanPage, revision: Revision | None = None) -> PlanVersion | None:
    """Keep what an approved plan says as its next version; nothing if it says what the last one said.

    `revision` is the one that was published: whoever approved it in a workflow, or else saved it, is named.
    Two publications at once wait for each other, so that each gets a number of its own.
    """
    if plan.stage != Stage.APPROVED:
        return None
    with transaction.atomic():
        StrategicPlanPage.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        content = content_of(plan)
        digest = digest_of(content)
        last = versions_of(plan).first()
        if last is not None and last.digest == digest:
            return None
        return PlanVersion.objects.create(
            plan_key=plan.translation_key,
            language=plan.locale.language_code,
            number=last.number + 1 if last else 1,
            original_number=_original_number(plan),
            year=plan.year,
            title=plan.title,
            change_note=plan.change_note,
            content=content,
            digest=digest,
            approved_at=timezone.now(),
            approved_by=_approver(revision),
        )


def has_changed(plan: StrategicPlanPage, last: PlanVersion) -> bool:
    """Whether the plan says something else than a version of it."""
    return digest_of(content_of(plan)) != last.digest


def _original_number(plan: StrategicPlanPage) -> int | None:
    if plan.locale.language_code == settings.LANGUAGE_CODE:
        return None
    originals = PlanVersion.objects.filter(plan_key=plan.translation_key, language=settings.LANGUAGE_CODE)
    number: int | None = originals.order_by("-number").values_list("number", flat=True).first()
    return number


def _approver(revision: Revision | None) -> Any:
    if revision is None:
        return None
    approvals = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED).order_by("-finished_at")
    approval = approvals.select_related("finished_by").first()
    return approval.finished_by if approval and approval.finished_by else revision.user
