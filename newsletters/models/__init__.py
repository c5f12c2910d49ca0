"""Newsletters, their subscriptions, their issues and the sending of each issue."""

from newsletters.models.clicks import IssueLink, RecentClicks
from newsletters.models.imports import ImportedFilePart, ImportedRow, SubscriberImport
from newsletters.models.lobbying import LobbyingApproval, LobbyingRecord
from newsletters.models.newsletter import Newsletter
from newsletters.models.pages import IssuePage, NewsletterIndexPage, NewsletterPage
from newsletters.models.proofs import ProofPart, SendingProof
from newsletters.models.sending import IssueSending
from newsletters.models.subscription import Subscription, SubscriptionRequest
from newsletters.models.trials import IssueTrial, TrialDecision

__all__ = [
    "ImportedFilePart",
    "ImportedRow",
    "IssueLink",
    "IssuePage",
    "IssueSending",
    "IssueTrial",
    "LobbyingApproval",
    "LobbyingRecord",
    "Newsletter",
    "NewsletterIndexPage",
    "NewsletterPage",
    "ProofPart",
    "RecentClicks",
    "SendingProof",
    "SubscriberImport",
    "Subscription",
    "SubscriptionRequest",
    "TrialDecision",
]
