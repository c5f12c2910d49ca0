"""Legislatures and who sits in them, dated from when to when."""

from advocacy.legislators.models.bodies import Chamber, District, Legislature, Seat
from advocacy.legislators.models.committees import Committee, CommitteeMembership
from advocacy.legislators.models.effective import EffectiveDated, effective_on
from advocacy.legislators.models.geography import DistrictOutline, ZipDistrict
from advocacy.legislators.models.import_runs import ImportRun
from advocacy.legislators.models.people import Office, Person, Publisher, SocialAccount, Term

__all__ = [
    "Chamber",
    "Committee",
    "CommitteeMembership",
    "District",
    "DistrictOutline",
    "EffectiveDated",
    "ImportRun",
    "Legislature",
    "Office",
    "Person",
    "Publisher",
    "Seat",
    "SocialAccount",
    "Term",
    "ZipDistrict",
    "effective_on",
]
