"""Wagtail's user administration, for staff only: members have an administration of their own."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffUsersConfig(WagtailUsersAppConfig):
    """Stands in `INSTALLED_APPS` in place of `wagtail.users`."""

    user_viewset = "members.admin.staff.StaffViewSet"
