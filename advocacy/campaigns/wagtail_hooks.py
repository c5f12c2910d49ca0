"""Campaigns in Wagtail's admin: letter actions with their groups and texts, and the record of declarations."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.log_actions import LogActionRegistry, log
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from advocacy.campaigns.counting import people_by_action
from advocacy.campaigns.models import LetterAction, TargetGroup
from advocacy.campaigns.tokens import PLAIN_TOKENS
from advocacy.legislators.api import TOPIC_LABELS


def _token_help() -> str:
    tokens = "; ".join(f"{{{{ {token.name} }}}}: {token.label}" for token in PLAIN_TOKENS)
    topics = ", ".join(TOPIC_LABELS)
    return str(
        _(
            "Tokens for subjects and letters: %(tokens)s; {{ fact.slug }}: a figure of the evidence registry, whose source "
            "is added at the end of the letter. Name and place of the signer are added by themselves. "
            "Topics of committees: %(topics)s."
        )
        % {"tokens": tokens, "topics": topics}
    )


TEXT_PANELS: list[Panel] = [
    FieldRowPanel([FieldPanel("written_as"), FieldPanel("language")]),
    FieldPanel("group_label"),
    FieldPanel("subject"),
    FieldPanel("parts"),
]
GROUP_PANELS: list[Panel] = [
    FieldPanel("name"),
    FieldPanel("rule"),
    MultiFieldPanel(
        [
            FieldPanel("committee_topic"),
            FieldPanel("committee_recipients"),
            FieldPanel("nonconstituents_may_write"),
            FieldPanel("nonconstituents_reason"),
        ],
        heading=_("Only for a committee"),
    ),
    InlinePanel(
        "exclusions",
        panels=[FieldPanel("person"), FieldPanel("reason")],
        heading=_("Never write to"),
        label=_("Person"),
    ),
    InlinePanel("texts", panels=TEXT_PANELS, heading=_("Texts"), label=_("Text"), min_num=1),
]


class PeopleTakingPart(Column):
    """The true count of an action, in one query for the whole list."""

    def get_value(self, instance: LetterAction) -> int:
        """Return how many members have confirmed."""
        return people_by_action([instance.pk]).get(instance.pk, 0)


class LetterActionViewSet(SnippetViewSet):
    """Letter actions: who is written to, with which words, under which rules."""

    model = LetterAction
    icon = "mail"
    menu_label = _("Letter actions")
    menu_order = 210
    add_to_admin_menu = True
    list_display: ClassVar[list[Any]] = [
        "name",
        "opens_at",
        "closes_at",
        "goal",
        PeopleTakingPart("people", label=_("Have taken part")),
        BooleanColumn("is_open", label=_("Open")),
    ]
    list_per_page = 25
    panels: ClassVar[list[Panel]] = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("goal"), FieldPanel("opens_at"), FieldPanel("closes_at")]),
        MultiFieldPanel(
            [
                FieldPanel("own_words_allowed"),
                FieldPanel("own_words_limit"),
                FieldPanel("own_words_review"),
                FieldPanel("own_words_sample_percent"),
            ],
            heading=_("Own words"),
        ),
        HelpPanel(content=_token_help(), heading=_("Tokens and topics")),
        InlinePanel("target_groups", panels=GROUP_PANELS, heading=_("Who is written to"), label=_("Group"), min_num=1),
    ]


register_snippet(LetterActionViewSet)


class PersonChooserViewSet(ChooserViewSet):
    """Chooses a legislator by name."""

    model = "legislators.Person"
    icon = "user"
    choose_one_text = _("Choose a legislator")
    choose_another_text = _("Choose another legislator")


@hooks.register("register_admin_viewset")
def register_person_chooser() -> PersonChooserViewSet:
    """Let staff find a legislator by name instead of in a list of thousands."""
    return PersonChooserViewSet("legislator_chooser")


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the audited actions of campaigns."""
    actions.register_action(
        "campaigns.declare",
        _("Declare that non-constituents may write"),
        _("Declared that non-constituents may write to a committee"),
    )


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def record_declarations(request: HttpRequest, instance: object) -> None:
    """Keep who declared, and when, that a committee may be written to by people who are not its constituents."""
    if not isinstance(instance, LetterAction):
        return
    undated = TargetGroup.objects.filter(action=instance, nonconstituents_may_write=True, declared_at=None)
    for group in undated:
        TargetGroup.objects.filter(pk=group.pk).update(declared_by=request.user, declared_at=timezone.now())
        log(
            instance,
            "campaigns.declare",
            user=request.user,
            data={"group": group.name, "topic": group.committee_topic, "reason": group.nonconstituents_reason},
        )
