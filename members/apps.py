"""The people: members, organisations, consent, segments, privacy requests."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """The people: members, organisations, consent, segments, privacy requests."""

    name = "members"
    label = "members"
    verbose_name = "Members"

    def ready(self) -> None:
        """Fill the registries with what the members themselves bring."""
        from members.confirmation.kinds import register_confirmation_kind
        from members.consent.purposes import COALITION_UPDATES, ORGANISER_CONTACT, register_consent_purpose
        from members.joining import JoinConfirmation
        from members.preferences.consent_options import ConsentOptions
        from members.preferences.providers import register_preference_provider
        from members.segments.conditions import register_segment_condition
        from members.segments.own_conditions import OWN_CONDITIONS
        from members.sign_in import receivers

        del receivers

        register_confirmation_kind(JoinConfirmation())
        register_consent_purpose(COALITION_UPDATES)
        register_consent_purpose(ORGANISER_CONTACT)
        register_preference_provider(ConsentOptions())
        for condition in OWN_CONDITIONS:
            register_segment_condition(condition)
