"""Newsletters, issues, subscriptions and their archive."""

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    """Newsletters, issues, subscriptions and their archive."""

    name = "newsletters"
    label = "newsletters"
    verbose_name = "Newsletters"

    def ready(self) -> None:
        """Fill the registries of the rooms below."""
        from django.utils.translation import gettext_lazy as _

        from delivery.api import register_mailing_kind
        from members.api import (
            AccountSection,
            register_account_section,
            register_confirmation_kind,
            register_preference_provider,
            register_privacy_handler,
            register_segment_condition,
        )
        from newsletters import membership, plan_metrics
        from newsletters.mailing_kind import NewsletterIssue

        plan_metrics.register()
        register_mailing_kind(NewsletterIssue())
        register_confirmation_kind(membership.SubscriptionConfirmation())
        register_preference_provider(membership.NewsletterPreferences())
        register_segment_condition(membership.SubscribedToNewsletter())
        register_privacy_handler(membership.export_subscriptions, membership.erase_subscriptions, name="newsletters")
        register_account_section(
            AccountSection(
                name="newsletters",
                title=_("My newsletters"),
                template="newsletters/account_section.html",
                context=membership.account_section_values,
                order=40,
            )
        )
