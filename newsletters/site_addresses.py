"""Absolute addresses: a mail is read away from the site, so nothing in it may be relative."""

import re

from django.conf import settings
from wagtail.models import Page

_RELATIVE_ATTRIBUTE = re.compile(r"""(\s(?:href|src)=)(["'])/(?!/)""")


def absolute_address(address: str) -> str:
    """Return an address of this site with scheme and host; a foreign one stays as it is."""
    if address.startswith("/") and not address.startswith("//"):
        return f"{settings.PUBLIC_URL}{address}"
    return address


def page_address(page: Page) -> str:
    """Return a page's absolute address, or nothing when it has none (it lies outside every site)."""
    parts = page.get_url_parts()
    if parts is None or not parts[2]:
        return ""
    return absolute_address(parts[2])


def with_absolute_addresses(html: str) -> str:
    """Return HTML whose links and images inside this site carry scheme and host."""
    return _RELATIVE_ATTRIBUTE.sub(rf"\g<1>\g<2>{settings.PUBLIC_URL}/", html)


def with_site_addresses(html: str) -> str:
    """Return HTML whose addresses inside this site have no scheme and host, for pages of the site itself."""
    return html.replace(f'="{settings.PUBLIC_URL}/', '="/')
