"""A pathway of the site in a mail: its picture, and every figure as text."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from content.api import WhatIf, pathways_on
from newsletters.blocks.base import MailBlock, Problem
from newsletters.blocks.pictures import kept_drawing
from newsletters.blocks.words import CONTENT_WIDTH
from newsletters.rendering.rich_text import wrapped
from newsletters.site_addresses import page_address

FOLDER = "newsletter-pathways"


class PathwayMailBlock(MailBlock):
    """The stages of the first pathway on a page, drawn from the facts as they are when the mail is made.

    A mail has no scripts, so it shows the published figures and leads to the page with the sliders.
    """

    page = blocks.PageChooserBlock(label=_("Page with the pathway"))
    comment = blocks.TextBlock(required=False, max_length=400, label=_("What it means"))
    link_label = blocks.CharBlock(max_length=40, default=_("Try what would change it"), label=_("Link label"))

    class Meta:
        label = _("Pathway")
        icon = "list-ol"
        description = _("Where patients are lost, drawn from facts, with a link to the sliders.")
        template = "newsletters/blocks/pathway.html"
        mail_template = "newsletters/mail/blocks/pathway.html"

    def get_preview_value(self) -> Any:
        """No page: a preview must not depend on which pages exist."""
        return self.normalize({"page": None, "comment": "", "link_label": _("Try what would change it")})

    def mail_values(self, value: Any) -> dict[str, Any]:
        """Add the pathway, where its picture lies and where the link leads."""
        page = _shown(value.get("page"))
        found = pathways_on(page) if page is not None else []
        what_if: WhatIf | None = found[0][1] if found else None
        return {
            "value": value,
            "what_if": what_if,
            "width": CONTENT_WIDTH,
            "height": round(what_if.size[1] * CONTENT_WIDTH / what_if.size[0]) if what_if else 0,
            "address": page_address(page) if page is not None and what_if else "",
        }

    def mail_html(self, value: Any) -> SafeString:
        """Add the picture, which only mail needs; it keeps the figures the mail was made with."""
        values = self.mail_values(value)
        what_if: WhatIf | None = values["what_if"]
        values["picture_address"] = kept_drawing(f"{FOLDER}/pathway", what_if.svg(), what_if.png) if what_if else ""
        return render_to_string(self.meta.mail_template, values)

    def problems(self, value: Any) -> list[Problem]:
        """The page must be published and hold a pathway with stages."""
        if self.mail_values(value)["address"]:
            return []
        return [Problem("pathway-missing", gettext("the page is not published, or has no pathway to reckon with."))]

    def plain_text(self, value: Any) -> str:
        """The title, each stage with its figures, the end, the sources and the address."""
        values = self.mail_values(value)
        what_if: WhatIf | None = values["what_if"]
        if what_if is None:
            return ""
        picture = what_if.picture
        lines = [wrapped(picture.title), wrapped(gettext("Of 1,000 %(who)s:") % {"who": picture.start})]
        lines += [
            wrapped(
                gettext("%(name)s: %(lost)s lost, %(left)s remain")
                % {"name": stage.loss.name, "lost": stage.people_lost, "left": stage.people_remaining},
                first="- ",
                rest="  ",
            )
            for stage in picture.stages
        ]
        lines.append(wrapped(f"{picture.reached} {picture.end}."))
        if value.get("comment"):
            lines.append(wrapped(value["comment"]))
        lines += [wrapped(gettext("Source: %(source)s") % {"source": source}) for source in picture.sources]
        return "\n".join([*lines, f"{value['link_label']}:", values["address"]])


def _shown(page: Page | None) -> Page | None:
    if page is None or not page.live:
        return None
    specific: Page = page.specific
    return specific if not specific.get_view_restrictions().exists() else None
