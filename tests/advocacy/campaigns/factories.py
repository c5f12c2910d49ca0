"""A fictional state's legislature, a letter action in it, and the page that asks for it."""

from typing import Any

from django.test import Client
from wagtail.models import Locale

from advocacy.campaigns.models import (
    ActIndexPage,
    CampaignPage,
    LetterAction,
    LetterActionPage,
    LetterText,
    TargetGroup,
)
from advocacy.campaigns.planning import Plan, Signer, plan
from advocacy.campaigns.targets import Whereabouts
from advocacy.legislators.importing.fictional import import_fictional_legislature
from advocacy.legislators.models import District
from content.api import get_home_page

STATE = "ZZ"
STATEMENT = "Dear {{ target.salutation }},\n\nplease act. I live in {{ member.state }}."
PARTS = (("statement", STATEMENT), ("own_words", None), ("statement", "Thank you for {{ target.committee }} & all."))
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def letter_text(group: TargetGroup, language: str = "en", parts: Any = PARTS, **fields: Any) -> LetterText:
    text = LetterText(group=group, language=language, **{"subject": "To {{ target.full_name }}", **fields})
    text.parts = list(parts)
    text.full_clean()
    text.save()
    return text


def state_action(**fields: Any) -> LetterAction:
    """Letters to a member's own state legislators and to the chairs of health committees."""
    action = LetterAction.objects.create(**{"name": "Write to the state", "goal": 100, **fields})
    own = TargetGroup.objects.create(action=action, name="Own legislators", rule="state_own", sort_order=0)
    letter_text(own)
    letter_text(committee_group(action))
    return action


def committee_group(action: LetterAction, **fields: Any) -> TargetGroup:
    return TargetGroup.objects.create(
        **{
            "action": action,
            "name": "Health committees",
            "rule": "state_committee",
            "committee_topic": "health",
            "nonconstituents_may_write": True,
            "nonconstituents_reason": "They deal with the whole state.",
            "sort_order": 1,
            **fields,
        }
    )


def congress_action(**fields: Any) -> LetterAction:
    action = LetterAction.objects.create(**{"name": "Write to Congress", **fields})
    letter_text(TargetGroup.objects.create(action=action, name="Congress", rule="congress"))
    return action


def letter_page(action: LetterAction) -> LetterActionPage:
    """A published letter page under a campaign, under `/act/`."""
    home = get_home_page()
    locale = Locale.get_default()
    index = ActIndexPage.objects.child_of(home).first()
    if index is None:
        index = home.add_child(instance=ActIndexPage(title="Act", slug="act", locale=locale))
        index.add_child(instance=CampaignPage(title="A campaign", slug="campaign", locale=locale))
    campaign = CampaignPage.objects.child_of(index).get()
    return campaign.add_child(
        instance=LetterActionPage(title=action.name, slug=f"action-{action.pk}", letter_action=action, locale=locale)
    )


def legislature() -> None:
    import_fictional_legislature()


def state_district(code: str, chamber: str = "lower") -> District:
    return District.objects.get(state=STATE, chamber__legislature__state=STATE, chamber__kind=chamber, code=code)


def house_district(code: str) -> District:
    return District.objects.exclude(chamber__legislature__state=STATE).get(
        state=STATE, chamber__kind="lower", code=code
    )


def signer(**fields: Any) -> Signer:
    return Signer(
        **{
            "first_name": "Robin",
            "last_name": "Sample",
            "zip_code": "00001",
            "whereabouts": Whereabouts(state=STATE, state_districts=(state_district("1"),)),
            **fields,
        }
    )


def planned(action: LetterAction, by: Signer) -> Plan:
    return plan(action, by)


def about(**changes: str) -> dict[str, str]:
    return {
        "first_name": "Robin",
        "last_name": "Sample",
        "email": "robin@example.org",
        "zip_code": "00001",
        **changes,
    }


def post(client: Client, path: str, data: dict[str, str], **headers: str) -> Any:
    return client.post(path, data, **{**SAME_ORIGIN, **headers})
