"""The mails members get about themselves: one text and one HTML template per mail and language."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string, select_template
from django.utils import translation

from delivery.api import send_transactional
from members.models import Member


def send_mail_to(address: str, language: str, name: str, context: dict[str, Any], *, purpose: str) -> None:
    """Render `members/mail/<language>/<name>` (subject, text, HTML) and give it to the delivery engine.

    A language without its own templates gets the English ones.
    """
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    values = {**context, "site_name": settings.WAGTAIL_SITE_NAME, "site_url": settings.PUBLIC_URL}
    with translation.override(language):
        subject = _render(language, f"{name}_subject.txt", values)
        send_transactional(
            to=address,
            subject=" ".join(subject.split()),
            text=_render(language, f"{name}.txt", values).strip() + "\n",
            html=_render(language, f"{name}.html", values),
            purpose=purpose,
        )


def send_member_mail(member: Member, name: str, context: dict[str, Any], *, purpose: str) -> None:
    """Send a member one of the mails under `members/mail`, in their language."""
    send_mail_to(member.email, member.language, name, {**context, "greeting": member.get_short_name()}, purpose=purpose)


def _render(language: str, name: str, values: dict[str, Any]) -> str:
    template = select_template([f"members/mail/{language}/{name}", f"members/mail/en/{name}"])
    return render_to_string(template.template.name, values)
