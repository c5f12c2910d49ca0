"""What the outbox adds to Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the audited actions of the outbox."""
    actions.register_action("delivery.start", _("Start mailing"), _("Started the mailing"))
    actions.register_action("delivery.pause", _("Pause mailing"), _("Paused the mailing"))
    actions.register_action("delivery.resume", _("Resume mailing"), _("Resumed the mailing"))
    actions.register_action("delivery.cancel", _("Cancel mailing"), _("Cancelled the mailing"))
    actions.register_action("delivery.retry", _("Retry failed"), _("Queued the failed deliveries again"))
    actions.register_action("delivery.resolve", _("Resolve doubt"), _("Resolved a delivery in doubt"))
    actions.register_action("delivery.pace", _("Change pace"), _("Changed the pace of the mailing"))
    actions.register_action("delivery.suppress", _("Suppress address"), _("Suppressed the address"))
    actions.register_action("delivery.unsuppress", _("Lift suppression"), _("Lifted the suppression"))
