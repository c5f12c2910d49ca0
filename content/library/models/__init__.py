"""The page types of the library, and what is read from its documents."""

from content.library.models.events import EventIndexPage, EventPage
from content.library.models.organisations import OrganisationDirectoryPage
from content.library.models.people import PeoplePage, PersonPage
from content.library.models.policy import PolicyAsk, PolicyDocumentPage, PolicyIndexPage
from content.library.models.previews import DocumentPreview
from content.library.models.publications import PublicationIndexPage, PublicationPage

__all__ = [
    "DocumentPreview",
    "EventIndexPage",
    "EventPage",
    "OrganisationDirectoryPage",
    "PeoplePage",
    "PersonPage",
    "PolicyAsk",
    "PolicyDocumentPage",
    "PolicyIndexPage",
    "PublicationIndexPage",
    "PublicationPage",
]
