"""Light branding of the editing pages: our sign and our accent on Wagtail's own design."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def editing_pages_stylesheet() -> SafeString:
    """Colour the editing pages with the site's accent."""
    return format_html('<link rel="stylesheet" href="{}">', static("face/admin.css"))
