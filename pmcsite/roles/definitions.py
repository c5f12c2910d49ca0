"""The roles a new installation begins with; an administrator changes them afterwards as the coalition needs.

Each role carries the least it needs. Whoever writes does not publish: that is the publishers' part, through
Wagtail's workflow, so that two people see everything before visitors do. Several roles may be given to one person.
"""

from dataclasses import dataclass

EVERYWHERE: tuple[str, ...] = ()
WRITE = ("add_page", "change_page")
PUBLISH = (*WRITE, "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
CHOOSE_MEDIA = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
ADD_MEDIA = (
    *CHOOSE_MEDIA,
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
)


@dataclass(frozen=True)
class Role:
    """A group of permissions.

    `sections` are the page types (labels such as `education.LearnIndexPage`) below which the `page_actions` hold;
    without any they hold on all pages. `permissions` are Django's, `media` those on the pictures and documents of
    all collections; both as `app_label.codename`.
    """

    name: str
    page_actions: tuple[str, ...]
    sections: tuple[str, ...]
    permissions: tuple[str, ...]
    media: tuple[str, ...] = CHOOSE_MEDIA


def _all_on(*models: str, actions: tuple[str, ...] = ("add", "change", "view")) -> tuple[str, ...]:
    return tuple(
        f"{app_label}.{action}_{model}"
        for app_label, model in (label.split(".") for label in models)
        for action in actions
    )


_EVIDENCE = _all_on(
    "evidence.source",
    "evidence.evidencetopic",
    "evidence.fact",
    "evidence.facttranslation",
    "evidence.factconflict",
)

EDITORS = Role(
    name="Editors",
    page_actions=WRITE,
    sections=EVERYWHERE,
    permissions=_EVIDENCE,
    media=ADD_MEDIA,
)
PUBLISHERS = Role(
    name="Publishers",
    page_actions=PUBLISH,
    sections=EVERYWHERE,
    permissions=(
        *_EVIDENCE,
        *_all_on("wagtailredirects.redirect", actions=("add", "change", "delete", "view")),
        *_all_on("wagtailsearchpromotions.searchpromotion", actions=("add", "change", "delete", "view")),
        "pages.change_sitesettings",
        "campaigns.approve_letters",
        "newsletters.approve_lobbying",
    ),
    media=(*ADD_MEDIA, "wagtailimages.delete_image", "wagtaildocs.delete_document"),
)
CAMPAIGNERS = Role(
    name="Campaigners",
    page_actions=WRITE,
    sections=("campaigns.ActIndexPage",),
    permissions=(
        *_all_on(
            "campaigns.letteraction",
            "campaigns.targetgroup",
            "campaigns.targetexclusion",
            "campaigns.lettertext",
        ),
        *_all_on("legislators.person", "legislators.committee", actions=("view",)),
    ),
    media=ADD_MEDIA,
)
EDUCATORS = Role(
    name="Educators",
    page_actions=WRITE,
    sections=("education.LearnIndexPage",),
    permissions=_all_on("education.question"),
    media=ADD_MEDIA,
)
NEWSLETTER_SENDERS = Role(
    name="Newsletter senders",
    page_actions=(*WRITE, "publish_page"),
    sections=("newsletters.NewsletterIndexPage",),
    permissions=(
        *_all_on("newsletters.newsletter", actions=("change", "view")),
        *_all_on("members.segment"),
        "newsletters.send_newsletters",
        "delivery.view_mailing",
        "delivery.steer_mailing",
    ),
    media=ADD_MEDIA,
)

ROLES = (EDITORS, PUBLISHERS, CAMPAIGNERS, EDUCATORS, NEWSLETTER_SENDERS)
REVIEWERS = PUBLISHERS
WORKFLOW_NAME = "Review before publishing"
TASK_NAME = "A publisher reads it"
