"""The form of every page: publishing, scheduling and submitting to a reviewer wait for what the policy wants mended."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import WagtailAdminPageForm

from content.checking.policy import verdict_on


class CheckedPageForm(WagtailAdminPageForm):
    """Refuses to publish or submit a page with blocking findings; a draft is always saved.

    Wagtail validates a draft with deferred rules and everything else in full, which is how the two are told apart.
    """

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        blocking = verdict_on(self.instance).blocking
        if blocking:
            opening = _("Please mend this before the page is published. “Save draft” keeps your work meanwhile.")
            self.add_error(None, ValidationError([opening, *(str(finding) for finding in blocking)]))
