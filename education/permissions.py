"""Who may look at learning records and who may revoke a certificate."""

from typing import Any

from wagtail.permission_policies.base import ModelPermissionPolicy


class WrittenByThePlatform(ModelPermissionPolicy):
    """Lets staff look at records that only the platform makes, and change what `changeable_with` allows."""

    def __init__(self, model: Any, *, changeable_with: str = "") -> None:
        super().__init__(model)
        self.changeable_with = changeable_with

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Refuse adding and deleting to everyone."""
        if action in {"add", "delete"}:
            return False
        if action == "change":
            return bool(self.changeable_with) and user.has_perm(self.changeable_with)
        return bool(super().user_has_permission(user, "view"))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Whether any of the actions is allowed."""
        return any(self.user_has_permission(user, action) for action in actions)
