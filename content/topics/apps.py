"""What the site is about: the topics under which visitors find pages of every kind."""

from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """What the site is about: the topics under which visitors find pages of every kind."""

    name = "content.topics"
    label = "topics"
    verbose_name = "Topics"

    def ready(self) -> None:
        """Forget the remembered names whenever a topic changes."""
        from django.db.models.signals import post_delete, post_save

        from content.topics.models import Topic
        from content.topics.names import forget_names

        for signal in (post_save, post_delete):
            signal.connect(forget_names, sender=Topic, dispatch_uid="content.topics.forget_names")
