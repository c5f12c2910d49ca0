"""The registry of purposes for which consent is asked, each with its exact words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ConsentPurpose:
    """What a member can agree to: `name` in the ledger, a short label, and the words beside the box."""

    name: str
    label: str | Promise
    wording: str | Promise


COALITION_UPDATES = ConsentPurpose(
    name="coalition-updates",
    label=_("News of the coalition"),
    wording=_(
        "Send me news of the coalition and ways to take part by e-mail. I can stop this at any time with one click."
    ),
)
ORGANISER_CONTACT = ConsentPurpose(
    name="personal-contact",
    label=_("Personal contact"),
    wording=_("The coalition's staff may write to me personally, for example to ask for my story."),
)

_purposes: dict[str, ConsentPurpose] = {}


def register_consent_purpose(purpose: ConsentPurpose) -> None:
    """Offer a purpose on the join page and the preference page; called in `AppConfig.ready()`."""
    _purposes[purpose.name] = purpose


def consent_purposes() -> list[ConsentPurpose]:
    """Return all registered purposes in the order of their registration."""
    return list(_purposes.values())


def consent_purpose(name: str) -> ConsentPurpose | None:
    """Return the purpose with this name, or `None`."""
    return _purposes.get(name)
