"""Who may do what with issues."""

from typing import Any

SEND_PERMISSION = "newsletters.send_newsletters"
APPROVE_PERMISSION = "newsletters.approve_lobbying"
IMPORT_PERMISSION = "newsletters.import_subscribers"
EXPORT_PERMISSION = "members.export_member"


def may_export(user: Any) -> bool:
    """Whether somebody may take the subscribers of a newsletter out as a file."""
    return bool(user.is_active and user.has_perm(EXPORT_PERMISSION))


def may_import(user: Any) -> bool:
    """Whether somebody may bring subscribers from a file."""
    return bool(user.is_active and user.has_perm(IMPORT_PERMISSION))


def may_send(user: Any) -> bool:
    """Whether somebody may test, send and cancel issues."""
    return bool(user.is_active and user.has_perm(SEND_PERMISSION))


def may_approve(user: Any) -> bool:
    """Whether somebody may approve issues that lobby."""
    return bool(user.is_active and user.has_perm(APPROVE_PERMISSION))


def may_look(user: Any) -> bool:
    """Whether somebody may see an issue's checks, previews and sending."""
    return may_send(user) or may_approve(user)
