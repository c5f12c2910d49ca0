"""Content Security Policy: strict wherever visitors come, wider only for the editors' pages.

Public pages load scripts, styles, fonts and pictures from this site alone and hold nothing inline, so the
policy needs neither nonces, which would make every answer different, nor hashes. Wagtail's editing pages and
its previews, all below `/admin/`, use inline scripts and styles.
"""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

ADMIN_PREFIX = "/admin/"

ADMIN_DIRECTIVES = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "worker-src": [SELF, "blob:"],
    "frame-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}


def public_directives(media_origins: list[str]) -> dict[str, list[str]]:
    """The policy of public pages; `media_origins` are the origins uploaded pictures and films come from, if not this site."""
    return {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", *media_origins],
        "media-src": [SELF, *media_origins],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Sends the strict policy, or the editors' one below `/admin/`, unless a view chose its own."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 (the parent's signature)
    ) -> PolicyParts:
        """Choose the policy by address."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and request.path_info.startswith(ADMIN_PREFIX):
            parts.config = dict(ADMIN_DIRECTIVES)
        return parts
