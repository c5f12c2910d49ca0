"""The step from learning to acting: the demo's modules lead to its campaign, whose own page leads back to the lesson."""

from advocacy.campaigns.models import CampaignPage
from education.models import ModulePage


def lead_from_lessons_to_action() -> None:
    """Give each published module without a next step its language's first campaign; a second run changes nothing."""
    for module in ModulePage.objects.live().filter(next_step=None):
        campaign = CampaignPage.objects.live().filter(locale=module.locale).order_by("path").first()
        if campaign is not None:
            module.next_step = campaign
            module.save_revision().publish()
