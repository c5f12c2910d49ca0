"""The people: members, organisations, consent, segments, privacy requests."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """The people: members, organisations, consent, segments, privacy requests."""

    name = "members"
    label = "members"
    verbose_name = "Members"
