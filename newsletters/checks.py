"""What is wrong with an issue before it is sent: errors stop it, warnings ask for a second look."""

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Site
from wagtail.views import serve

from content.api import site_settings
from members.api import Segment
from newsletters.findings import Finding, Severity, blocking, error, warning
from newsletters.lobbying import lobbying_findings
from newsletters.models import IssuePage
from newsletters.picture_weight import picture_findings
from newsletters.rendering.document import RenderedMail, render_issue
from newsletters.rendering.slots import UNSUBSCRIBE_URL, slots_in, unknown_slots
from newsletters.spam_traits import spam_traits
from newsletters.trials.texts import has_text_b, text_b

__all__ = ["Finding", "Severity", "blocking", "check_issue", "leads_somewhere"]

GMAIL_CLIP = 102 * 1024
NEARLY_CLIPPED = 85 * 1024
LONGEST_SUBJECT = 150
COMFORTABLE_SUBJECT = 60
LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def check_issue(issue: IssuePage, *, segment: Segment | None = None, mail: RenderedMail | None = None) -> list[Finding]:
    """Return everything to mend in an issue, in text B too, errors first.

    `mail` is the rendered issue where the caller has it already. `segment` is whom it would go to:
    direct lobbying never goes to everyone.
    """
    mail = mail or render_issue(issue)
    with translation.override(issue.locale.language_code):
        found = [*_of_one_text(issue, mail), *lobbying_findings(issue, segment)]
        if has_text_b(issue):
            other = text_b(issue)
            found += [
                replace(finding, message=_("Text B: %(problem)s") % {"problem": finding.message})
                for finding in _of_one_text(other, render_issue(other))
                if finding not in found
            ]
    return sorted(found, key=lambda finding: finding.severity is not Severity.ERROR)


def _of_one_text(issue: IssuePage, mail: RenderedMail) -> list[Finding]:
    return [
        *_subject(mail),
        *_slots(mail),
        *_footer(mail),
        *_completeness(issue),
        *_body(issue, mail),
        *_blocks(issue),
        *_links(mail),
        *picture_findings(mail),
        *spam_traits(mail),
    ]


def _subject(mail: RenderedMail) -> Iterator[Finding]:
    length = len(mail.subject)
    if not mail.subject.strip():
        yield error("subject-empty", _("The subject is empty."))
    elif length > LONGEST_SUBJECT:
        yield error(
            "subject-too-long",
            _("The subject has %(length)d characters; more than %(most)d are cut off.")
            % {"length": length, "most": LONGEST_SUBJECT},
        )
    elif length > COMFORTABLE_SUBJECT:
        yield warning(
            "subject-long", _("The subject has %(length)d characters; phones show about 40.") % {"length": length}
        )


def _slots(mail: RenderedMail) -> Iterator[Finding]:
    for name in unknown_slots(mail.subject, mail.html, mail.text):
        yield error(
            "slot-unknown",
            _("“%(slot)s” is no placeholder. You can use {{ first_name }}; write anything else without braces.")
            % {"slot": name[:40]},
        )


def _footer(mail: RenderedMail) -> Iterator[Finding]:
    if UNSUBSCRIBE_URL not in slots_in(mail.html) or UNSUBSCRIBE_URL not in slots_in(mail.text):
        yield error("unsubscribe-missing", _("The link to unsubscribe is missing."))
    if not site_settings().postal_address.strip():
        yield error(
            "postal-address-missing",
            _(
                "The coalition's postal address is missing. The law wants it in bulk mail; add it under Settings › Site settings."
            ),
        )


def _completeness(issue: IssuePage) -> Iterator[Finding]:
    """A draft may be saved with gaps; sending publishes it, so what publishing would refuse is refused here."""
    try:
        issue.full_clean()
    except ValidationError as refused:
        for message in refused.messages:
            yield error("incomplete", message)
    try:
        issue.body.stream_block.clean(issue.body)
    except ValidationError as refused:
        for number in sorted(key for key in getattr(refused, "block_errors", {}) if isinstance(key, int)):
            name = issue.body[number].block.label
            yield error(
                "block-incomplete",
                _("Block %(number)d (%(name)s) is not filled in completely.") % {"number": number + 1, "name": name},
            )


def _body(issue: IssuePage, mail: RenderedMail) -> Iterator[Finding]:
    if not issue.body or not any(child.block.plain_text(child.value).strip("* \n") for child in issue.body):
        yield error("text-empty", _("The issue says nothing: its plain text is empty."))
    if not (issue.preheader or issue.summary):
        yield warning("preheader-empty", _("There is no preview text; the inbox will show the first words instead."))
    kilobytes = mail.html_bytes // 1024
    if mail.html_bytes >= GMAIL_CLIP:
        yield error(
            "too-large", _("The mail has %(size)d kB; Gmail cuts off what is beyond 102 kB.") % {"size": kilobytes}
        )
    elif mail.html_bytes >= NEARLY_CLIPPED:
        yield warning(
            "nearly-too-large", _("The mail has %(size)d kB; Gmail cuts off at 102 kB.") % {"size": kilobytes}
        )


def _blocks(issue: IssuePage) -> Iterator[Finding]:
    for number, child in enumerate(issue.body, start=1):
        for problem in child.block.problems(child.value):
            where = _("Block %(number)d (%(name)s): ") % {"number": number, "name": child.block.label}
            severity = Severity.ERROR if problem.stops else Severity.WARNING
            yield Finding(severity, problem.code, f"{where}{problem.message}")


class _Links(HTMLParser):
    """Collects where the links of a mail lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the target of a link."""
        target = dict(attrs).get("href") if tag == "a" else None
        if target is not None:
            self.targets.append(target.strip())


def _links(mail: RenderedMail) -> Iterator[Finding]:
    reader = _Links()
    reader.feed(mail.html)
    for target in dict.fromkeys(reader.targets):
        if slots_in(target):
            continue
        if not target or target == "#":
            yield error("link-empty", _("A link leads nowhere: its page is gone or its address is empty."))
        elif target.startswith(f"{settings.PUBLIC_URL}/") or target == settings.PUBLIC_URL:
            if not leads_somewhere(target.removeprefix(settings.PUBLIC_URL) or "/"):
                yield error(
                    "link-dead",
                    _("The link %(address)s leads to a page that does not exist or is not published.")
                    % {"address": target},
                )
        elif urlsplit(target).scheme not in LINK_SCHEMES:
            yield error("link-strange", _("“%(address)s” is not a web address.") % {"address": target[:80]})


def leads_somewhere(address: str) -> bool:
    """Whether a visitor finds something at an address of this site, decided without a request over the network.

    Pages are routed as Wagtail would; an issue's own archive page counts although it is published
    only on sending. Other addresses count when a view answers to their pattern.
    """
    path = urlsplit(address).path
    try:
        match = resolve(path)
    except Resolver404:
        return path.startswith((settings.MEDIA_URL, settings.STATIC_URL))
    if match.func is not serve:
        return True
    return _page_exists(path)


def _page_exists(path: str) -> bool:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return False
    request = RequestFactory().get(path, HTTP_HOST=site.hostname)
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        root: Page = site.root_page.localized.specific
        components = [part for part in path.split("/") if part]
        if components and components[0] == language and language != settings.LANGUAGE_CODE:
            components = components[1:]
        try:
            page = root.route(request, components).page
        except Http404:
            return _is_unsent_issue(path)
    return bool(page.live)


def _is_unsent_issue(path: str) -> bool:
    slug = path.rstrip("/").rpartition("/")[2]
    issues: Any = IssuePage.objects.filter(slug=slug)
    return any(page.get_url_parts() and page.get_url_parts()[2] == path for page in issues)
