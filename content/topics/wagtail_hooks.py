"""The editor's list of topics."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.topics.models import Topic


class TopicViewSet(SnippetViewSet):
    """Topics, translatable."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    menu_order = 220
    add_to_admin_menu = True
    list_display: ClassVar[list[str]] = ["name", "slug"]
    copy_view_enabled = False


register_snippet(TopicViewSet)
