"""Words and groupings for the pages about legislators."""

import re
from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from advocacy.legislators.models import District, Office, Person
from advocacy.legislators.states import state_name

register = template.Library()


@dataclass(frozen=True)
class OfficeGroups:
    """A person's offices for a card: the capitol's first, the others behind a click."""

    first: list[Office]
    others: list[Office]

    @property
    def has_phone(self) -> bool:
        """Whether any office has a telephone number."""
        return any(office.phone for office in [*self.first, *self.others])

    @property
    def web_form(self) -> str:
        """The address of the form for writing to the person, if its publisher gives one."""
        return next((office.web_form for office in [*self.first, *self.others] if office.web_form), "")


@register.simple_tag
def regroup_offices(person: Person) -> OfficeGroups:
    """Group the offices that `load_contacts` has given to the person; empty ones are left out."""
    offices: list[Office] = getattr(person, "current_offices", [])
    capitol = [office for office in offices if office.kind == Office.Kind.CAPITOL][:1]
    others = [office for office in offices if office not in capitol and (office.address or office.phone)]
    return OfficeGroups(capitol, others)


@register.filter
def telephone(written: str) -> str:
    """A telephone number for a `tel:` link: ten digits get the country's code, an extension a pause."""
    number, _separator, extension = re.sub(r"(?i)\s*(?:ext|x)\.?\s*", ";ext=", written).partition(";ext=")
    digits = re.sub(r"\D", "", number)
    full = f"+1{digits}" if len(digits) == 10 else f"+{digits}" if len(digits) == 11 else digits
    extension = re.sub(r"\D", "", extension)
    return f"{full};ext={extension}" if extension else full


@register.filter
def district_label(district: District) -> str:
    """A district in a list of one state: its number or name."""
    return _("At large") if district.is_at_large else district.code


@register.filter
def long_district_label(district: District) -> str:
    """A district with its chamber and state, in words."""
    name = state_name(district.state)
    if district.is_whole_state:
        return name
    if district.is_at_large:
        return _("%(state)s, at large") % {"state": name}
    if re.fullmatch(r"\d+[A-Z]?", district.code):
        return _("%(state)s, district %(number)s") % {"state": name, "number": district.code}
    return f"{name}, {district.code}"
