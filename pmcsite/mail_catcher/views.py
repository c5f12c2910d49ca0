"""Read what the sandbox caught: a list, one message, its HTML in a sealed frame, its bytes.

For the person at a development machine. Whoever reads here can open other people's confirmation links, so
the addresses exist only with `DEVELOPMENT=1`, where the site listens on the loopback interface.
"""

from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pmcsite.mail_catcher.store import MailFolder, header_text

PAGE_SIZE = 50
_FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'"
)


def mail_folder() -> MailFolder:
    """The folder the catcher writes to."""
    return MailFolder(Path(settings.VAR_DIR) / "mail")


def _parsed_or_404(name: str) -> EmailMessage:
    try:
        return mail_folder().parsed(name)
    except FileNotFoundError as error:
        raise Http404(_("This message is not here any more.")) from error


def _part(message: EmailMessage, kind: str) -> str:
    """The text of a message's plain or HTML part; nothing when it has none."""
    body = message.get_body(preferencelist=(kind,))
    if body is None:
        return ""
    try:
        content = body.get_content()
    except (LookupError, UnicodeError):
        content = body.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)


@require_safe
@never_cache
def messages(request: HttpRequest) -> HttpResponse:
    """List the newest messages, a page at a time; only the shown ones are read."""
    folder = mail_folder()
    page = Paginator(folder.names(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "mail_catcher/messages.html",
        {"page_obj": page, "messages_shown": folder.summaries(list(page.object_list))},
    )


@require_safe
@never_cache
def message(request: HttpRequest, name: str) -> HttpResponse:
    """Show one message: headers, text with links to open, HTML in a frame."""
    parsed = _parsed_or_404(name)
    return render(
        request,
        "mail_catcher/message.html",
        {
            "name": name,
            "subject": header_text(parsed, "Subject"),
            "headers": [(key, header_text(parsed, key)) for key in dict.fromkeys(parsed.keys())],
            "recipients": mail_folder().recipients(name),
            "text": _part(parsed, "plain"),
            "has_html": parsed.get_body(preferencelist=("html",)) is not None,
            "attachments": [part.get_filename() or part.get_content_type() for part in parsed.iter_attachments()],
        },
    )


@require_safe
@never_cache
def html_part(_request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as it came, under a policy that lets it run and load nothing; links open a new tab."""
    content = _part(_parsed_or_404(name), "html")
    frame = '<base target="_blank"><style>:root { color-scheme: light; background: white }</style>'
    return HttpResponse(f"{frame}{content}", headers={"Content-Security-Policy": _FRAME_POLICY})


@require_safe
@never_cache
def raw(_request: HttpRequest, name: str) -> HttpResponse:
    """The message byte for byte, as text."""
    try:
        content = mail_folder().read(name)
    except FileNotFoundError as error:
        raise Http404(_("This message is not here any more.")) from error
    return HttpResponse(
        content, content_type="text/plain; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"}
    )


@require_POST
def empty(_request: HttpRequest) -> HttpResponse:
    """Delete every caught message."""
    mail_folder().delete_all()
    return redirect("mail_catcher:messages")
