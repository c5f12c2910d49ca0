"""A module leads to the campaign of its language."""

import pytest
from wagtail.models import Locale

from advocacy.campaigns.models import ActIndexPage, CampaignPage
from content.api import get_home_page
from education.models import ModulePage
from pmcsite.demo.next_steps import lead_from_lessons_to_action
from tests.content.factories import make_page
from tests.education.factories import make_module

pytestmark = pytest.mark.django_db


def make_campaign(slug: str) -> CampaignPage:
    index = ActIndexPage(title="Act", slug="act", locale=Locale.get_default())
    get_home_page().add_child(instance=index)
    campaign = CampaignPage(title="A campaign", slug=slug, locale=Locale.get_default())
    index.add_child(instance=campaign)
    return campaign


def test_a_module_leads_to_the_campaign_once() -> None:
    module, campaign = make_module(), make_campaign("a-campaign")
    lead_from_lessons_to_action()
    led = ModulePage.objects.get(pk=module.pk)
    assert led.next_step_id == campaign.pk
    lead_from_lessons_to_action()
    assert ModulePage.objects.get(pk=module.pk).latest_revision_id == led.latest_revision_id


def test_a_step_that_staff_chose_stays() -> None:
    chosen = make_page("Elsewhere", slug="elsewhere")
    module = make_module(next_step=chosen)
    make_campaign("a-campaign")
    lead_from_lessons_to_action()
    assert ModulePage.objects.get(pk=module.pk).next_step_id == chosen.pk


def test_without_a_campaign_nothing_is_made_up() -> None:
    module = make_module()
    lead_from_lessons_to_action()
    assert ModulePage.objects.get(pk=module.pk).next_step is None
