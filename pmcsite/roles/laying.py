"""Lay the roles and the review workflow of a new installation, and give each role its sections as they appear."""

from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction
from django.db.models import Q
from django.db.models.signals import post_save
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from pmcsite.roles.definitions import REVIEWERS, ROLES, TASK_NAME, WORKFLOW_NAME, Role

ACCESS: Final = "wagtailadmin.access_admin"
STOCK_GROUPS: Final = ("Editors", "Moderators")
STOCK_WORKFLOW: Final = "Moderators approval"


class UnknownPermissionError(LookupError):
    """A role names a permission that no installed model has."""


def lay_roles(*, again: bool = False) -> list[str]:
    """Create the roles that are missing and the review workflow; return the names of the roles that were filled.

    A role is filled once: what an administrator takes from it stays taken. With `again` the permissions that
    existing roles lack are added too (after an upgrade that brought new ones). Wagtail's two stock groups make
    way on the first run, unless somebody is in them. Raises `UnknownPermissionError`.
    """
    with transaction.atomic():
        if not Group.objects.filter(name=REVIEWERS.name).exists():
            Group.objects.filter(name__in=STOCK_GROUPS, user__isnull=True).delete()
            Workflow.objects.filter(name=STOCK_WORKFLOW).delete()
        filled = []
        for role in ROLES:
            group, created = Group.objects.get_or_create(name=role.name)
            if created or again:
                _fill(group, role)
                filled.append(role.name)
        if REVIEWERS.name in filled:
            _lay_workflow()
    return filled


def _fill(group: Group, role: Role) -> None:
    group.permissions.add(*_permissions((ACCESS, *role.permissions)))
    root = Collection.get_first_root_node()
    if root is not None:
        GroupCollectionPermission.objects.bulk_create(
            [
                GroupCollectionPermission(group=group, collection=root, permission=permission)
                for permission in _permissions(role.media)
            ],
            ignore_conflicts=True,
        )
    for page in _section_pages(role):
        _grant(group, role, page)


def _section_pages(role: Role) -> list[Page]:
    if not role.sections:
        root = Page.get_first_root_node()
        return [root] if root is not None else []
    return list(Page.objects.exact_type(*(apps.get_model(label) for label in role.sections)))


def _grant(group: Group, role: Role, page: Page) -> None:
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page_id=page.pk, permission=permission)
            for permission in _permissions(tuple(f"wagtailcore.{action}" for action in role.page_actions))
        ],
        ignore_conflicts=True,
    )


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    """Return the permissions by their `app_label.codename`, each of which must exist."""
    wanted = Q()
    for name in names:
        app_label, codename = name.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    found = list(Permission.objects.filter(wanted).select_related("content_type"))
    missing = set(names) - {f"{each.content_type.app_label}.{each.codename}" for each in found}
    if missing:
        raise UnknownPermissionError(f"No installed model has the permission {', '.join(sorted(missing))}.")
    return found


def _lay_workflow() -> None:
    """Let everything submitted anywhere in the page tree be read by a publisher first."""
    root = Page.get_first_root_node()
    if root is None or WorkflowPage.objects.filter(page=root).exists():
        return
    workflow = Workflow.objects.create(name=WORKFLOW_NAME)
    task = GroupApprovalTask.objects.create(name=TASK_NAME)
    task.groups.set(Group.objects.filter(name=REVIEWERS.name))
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(page=root, workflow=workflow)


def grant_section(sender: type[Page], instance: Page, created: bool, raw: bool = False, **_kwargs: Any) -> None:  # noqa: FBT001, FBT002 - Django's contract
    """Give the roles of a section a page that was just created, in whatever language."""
    if not created or raw:
        return
    label = sender._meta.label
    for role in ROLES:
        if label in role.sections:
            group = Group.objects.filter(name=role.name).first()
            if group is not None:
                _grant(group, role, instance)


def lay_roles_after_migrate(using: str, **_kwargs: Any) -> None:
    """Django's `post_migrate` receiver; waits until the tables and permissions of all rooms are there."""
    tables = set(connections[using].introspection.table_names())
    if all(model._meta.db_table in tables for model in (GroupPagePermission, Workflow, *_section_models())):
        lay_roles()


def _section_models() -> list[type[Page]]:
    return [apps.get_model(label) for role in ROLES for label in role.sections]


def listen() -> None:
    """Connect to the creation of section pages."""
    for model in _section_models():
        post_save.connect(grant_section, sender=model, dispatch_uid=f"grant_section:{model._meta.label}")
