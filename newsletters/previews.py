"""Seeing an issue as its readers will: as mail, with odd names or none, without pictures, as plain text."""

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsletters.rendering.slots import FIRST_NAME, PREFERENCES_URL, UNSUBSCRIBE_URL, first_name_for
from newsletters.trials.texts import has_text_b, text_b

if TYPE_CHECKING:
    from newsletters.models import IssuePage
    from newsletters.rendering.document import RenderedMail

WEB, MAIL, LONGEST, SHORTEST, NAMELESS, PICTURES_OFF, PLAIN = (
    "",
    "mail",
    "longest",
    "shortest",
    "nameless",
    "pictures_off",
    "plain",
)
PREVIEW_MODES: list[tuple[str, str | Promise]] = [
    (MAIL, _("E-mail")),
    (WEB, _("Web page in the archive")),
    (PLAIN, _("Plain text")),
    (PICTURES_OFF, _("E-mail with pictures off")),
    (NAMELESS, _("E-mail to a reader without a name")),
    (LONGEST, _("E-mail to a reader with a very long name")),
    (SHORTEST, _("E-mail to a reader with a very short name")),
]
TRIAL_MAIL, TRIAL_PLAIN = "trial_mail", "trial_plain"
_TRIAL_MODES: list[tuple[str, str | Promise]] = [
    (TRIAL_MAIL, _("Text B: e-mail")),
    (TRIAL_PLAIN, _("Text B: plain text")),
]
_NAMES = {LONGEST: "Wolfeschlegelsteinhausenbergerdorff-Maximiliana Ottoline", SHORTEST: "Y", NAMELESS: ""}
TYPICAL_NAME = "Avery"
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https: http:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_PICTURE_SOURCE = re.compile(r'(<img\b[^>]*?)\ssrc="[^"]*"')


def preview_modes_of(issue: "IssuePage") -> list[tuple[str, str | Promise]]:
    """Return the ways to look at an issue; at text B only when there is one."""
    return [*PREVIEW_MODES, *_TRIAL_MODES] if has_text_b(issue) else PREVIEW_MODES


def text_in(issue: "IssuePage", mode: str) -> "IssuePage":
    """Return the issue with the text that a mode shows."""
    return text_b(issue) if mode in {TRIAL_MAIL, TRIAL_PLAIN} else issue


def preview_values(issue: "IssuePage", name: str) -> dict[str, str]:
    """Return slot values for a reader of that name; the links lead nowhere."""
    return {
        FIRST_NAME: first_name_for(name, issue.newsletter.reader_word),
        UNSUBSCRIBE_URL: "#unsubscribe",
        PREFERENCES_URL: "#preferences",
    }


def preview_response(issue: "IssuePage", mode: str) -> HttpResponse | None:
    """Return the issue as one of `PREVIEW_MODES`, or nothing for the web page, which Wagtail renders."""
    if mode not in {MAIL, LONGEST, SHORTEST, NAMELESS, PICTURES_OFF, PLAIN, TRIAL_MAIL, TRIAL_PLAIN}:
        return None
    from newsletters.rendering.document import render_issue  # noqa: PLC0415 - it renders the model that calls this

    mail = render_issue(text_in(issue, mode)).for_reader(preview_values(issue, _NAMES.get(mode, TYPICAL_NAME)))
    return mail_response(mail, mode)


def mail_response(mail: "RenderedMail", mode: str) -> HttpResponse:
    """Return one part of a mail as a page to look at, under a policy of its own.

    Mail carries its styles inside, which the site's policy forbids; in exchange nothing in it may run,
    be sent or load but pictures.
    """
    if mode in {PLAIN, TRIAL_PLAIN}:
        response = HttpResponse(f"{mail.subject}\n\n{mail.text}", content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(without_pictures(mail.html) if mode == PICTURES_OFF else mail.html)
    response["Content-Security-Policy"] = _POLICY
    return response


def without_pictures(html: str) -> str:
    """Return HTML as a mail program shows it that loads no pictures: their alternatives stand instead."""
    return _PICTURE_SOURCE.sub(r"\1", html)
