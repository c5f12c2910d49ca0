"""A whole mail from an issue: subject, HTML part and plain-text part, with slots for what is personal."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from content.api import facts_by_slug, remembering, site_settings
from newsletters.rendering.context import MailContext
from newsletters.rendering.rich_text import wrapped
from newsletters.rendering.slots import FIRST_NAME, PREFERENCES_URL, UNSUBSCRIBE_URL, fill_slots
from newsletters.site_addresses import absolute_address, page_address

if TYPE_CHECKING:
    from newsletters.models import IssuePage

_CITED_FACT = re.compile(r'\bdata-fact="([a-z0-9-]+)"')
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class RenderedMail:
    """One issue as mail, the same for all readers but for its slots."""

    subject: str
    html: str
    text: str

    @property
    def html_bytes(self) -> int:
        """Size of the HTML part; Gmail cuts a mail off beyond 102 kB."""
        return len(self.html.encode())

    def for_reader(self, values: dict[str, str]) -> "RenderedMail":
        """Return the mail as one reader sees it, for previews and the archive."""
        return RenderedMail(
            subject=fill_slots(self.subject, values),
            html=fill_slots(self.html, {name: escape(value) for name, value in values.items()}),
            text=fill_slots(self.text, values),
        )


@dataclass(frozen=True)
class Organisation:
    """Who stands behind the mail; bulk mail must say so with a postal address."""

    name: str
    postal_address: list[str] = field(default_factory=list)

    @classmethod
    def of_the_site(cls) -> "Organisation":
        """Read it from the site's settings."""
        stored = site_settings()
        lines = [line.strip() for line in stored.postal_address.splitlines() if line.strip()]
        return cls(name=stored.organisation_name or settings.WAGTAIL_SITE_NAME, postal_address=lines)


@dataclass(frozen=True)
class CitedSource:
    """Where a figure in the running text comes from."""

    figure: str
    citation: str
    address: str


def _sources(html: str) -> list[CitedSource]:
    """Return the sources of the facts cited in the text, in order; a fact's own block names its source itself."""
    slugs = list(dict.fromkeys(_CITED_FACT.findall(html)))
    facts = facts_by_slug(slugs)
    return [
        CitedSource(facts[slug].display, facts[slug].source_citation, absolute_address(facts[slug].url))
        for slug in slugs
        if slug in facts and facts[slug].display
    ]


def slot(name: str) -> str:
    """Return the text that the delivery engine replaces by a recipient's value."""
    return "{{ " + name + " }}"


def render_issue(issue: "IssuePage", *, at: datetime | None = None) -> RenderedMail:
    """Render an issue for the moment `at` (now, unless told), in the issue's own language.

    Raises nothing for content that is merely poor: `newsletters.checks` judges the result.
    """
    language = issue.locale.language_code
    context = MailContext(at=at or timezone.now(), language=language)
    with translation.override(language), remembering():
        values = _document_values(issue)
        body = issue.body.stream_block
        values["rows"] = body.mail_html(issue.body, context)
        values["sources"] = _sources("".join(values["rows"]))
        html = _INLINER.inline(render_to_string("newsletters/mail/document.html", values))
        text = _plain_text(values, body.plain_text(issue.body, context))
    return RenderedMail(subject=issue.mail_subject, html=html, text=text)


def _document_values(issue: "IssuePage") -> dict[str, Any]:
    newsletter = issue.newsletter
    return {
        "issue": issue,
        "newsletter": newsletter,
        "language": issue.locale.language_code,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "preheader": issue.preheader or issue.summary,
        "date": formats.date_format(issue.issue_date, "DATE_FORMAT"),
        "archive_address": page_address(issue),
        "organisation": Organisation.of_the_site(),
        "unsubscribe_slot": slot(UNSUBSCRIBE_URL),
        "preferences_slot": slot(PREFERENCES_URL),
        "reason": gettext("You get this mail because you subscribed to %(newsletter)s.")
        % {"newsletter": newsletter.name},
    }


def _plain_text(values: dict[str, Any], body: str) -> str:
    issue, organisation = values["issue"], values["organisation"]
    head = [f"{values['newsletter'].name} · {values['date']}"]
    if not body.startswith(wrapped(issue.title)):
        head.append(wrapped(issue.title))
    foot = [
        "-- ",
        wrapped(values["reason"]),
        f"{gettext('Unsubscribe with one click:')}\n{values['unsubscribe_slot']}",
        f"{gettext('Choose what you get:')}\n{values['preferences_slot']}",
    ]
    if values["archive_address"]:
        foot.append(f"{gettext('Read on the web:')}\n{values['archive_address']}")
    foot.append("\n".join([organisation.name, *organisation.postal_address]))
    sources = [
        wrapped(f"{source.figure}: {source.citation} ({source.address})", first="- ", rest="  ")
        for source in values["sources"]
    ]
    if sources:
        heading = gettext("Sources of the figures")
        body = "\n\n".join([body, f"{heading}\n{'-' * len(heading)}\n\n" + "\n".join(sources)])
    return "\n\n".join(["\n".join(head), body, "\n\n".join(foot)]).strip() + "\n"


def archive_values(issue: "IssuePage") -> dict[str, str]:
    """Return slot values without a person, for the public archive."""
    return {FIRST_NAME: issue.newsletter.reader_word, UNSUBSCRIBE_URL: "", PREFERENCES_URL: ""}
