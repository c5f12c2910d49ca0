"""Letters from members to offices: approval, handing over, receipts."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Letters from members to offices: approval, handing over, receipts."""

    name = "advocacy.outreach"
    label = "outreach"
    verbose_name = "Outreach"

    def ready(self) -> None:
        """Follow participations, own a kind of mailing, answer for the personal data in letters, heed changed facts, be counted."""
        from advocacy.campaigns.api import register_participation_follower
        from advocacy.outreach import plan_metrics, privacy
        from advocacy.outreach.account import my_letters
        from advocacy.outreach.mailing_kind import LetterMailing
        from advocacy.outreach.participations import LetterParticipations
        from advocacy.outreach.superseded_facts import pause_letters, places_in_letters
        from content.api import register_change_follower, register_place_finder
        from delivery.api import register_mailing_kind
        from members.api import register_account_section, register_privacy_handler

        register_participation_follower(LetterParticipations())
        register_mailing_kind(LetterMailing())
        register_place_finder(places_in_letters)
        register_change_follower(pause_letters)
        register_privacy_handler(privacy.export_letters, privacy.erase_letters, name="letters")
        register_account_section(my_letters())
        plan_metrics.register()
