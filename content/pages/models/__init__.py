"""The page types of the site and its settings."""

from content.pages.models.articles import ArticleIndexPage, ArticlePage
from content.pages.models.evidence import EvidenceIndexPage
from content.pages.models.home import HomePage
from content.pages.models.settings import FooterLink, SiteSettings
from content.pages.models.standard import StandardPage

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "EvidenceIndexPage",
    "FooterLink",
    "HomePage",
    "SiteSettings",
    "StandardPage",
]
