"""The panel at the top of a page's editor that tells what the checks found."""

from typing import Any

from wagtail.admin.panels import Panel

from content.checking.policy import Verdict, verdict_on


class PublishCheckPanel(Panel):
    """Shows the findings for the page as it was last saved or sent; nothing for a page not begun yet."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one page."""

        template_name = "checking/panel.html"

        def is_shown(self) -> bool:
            """Whether there is anything written."""
            return bool(self.instance.title)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add what was found."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            verdict: Verdict = verdict_on(self.instance)
            return {**context, "verdict": verdict}
