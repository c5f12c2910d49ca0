"""What the living style page shows: real forms, fields and pages in every state."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pmcsite.face.shown_blocks import shown_blocks


class ExampleForm(forms.Form):
    """One field of every kind."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("We send a code to it."))
    zip_code = forms.CharField(label=_("ZIP code"), max_length=5)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("Choose")), ("MD", "Maryland"), ("OH", "Ohio")])
    letter = forms.CharField(label=_("Your own words"), widget=forms.Textarea, required=False)
    audience = forms.ChoiceField(
        label=_("I am"),
        widget=forms.RadioSelect,
        choices=[("patient", _("a patient")), ("provider", _("a provider")), ("payer", _("a payer"))],
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("education", _("Education")), ("advocacy", _("Advocacy")), ("evidence", _("Evidence development"))],
    )
    agreed = forms.BooleanField(label=_("Send me the newsletter"), required=False)
    attachment = forms.FileField(label=_("A file"), required=False)


COLOURS = (
    ("paper", _("Ground")), ("paper-raised", _("Cards and fields")), ("paper-sunken", _("Footer and quiet sections")),
    ("band", _("The one full-bleed band")), ("ink", _("Text")), ("ink-soft", _("Secondary text")),
    ("rule", _("Lines")), ("rule-strong", _("Borders of controls")), ("accent", _("Links and marks")),
    ("accent-wash", _("Ground of what is chosen")), ("success", _("Done")), ("warning", _("Attention")), ("error", _("Wrong")),
)  # fmt: skip
ILLUSTRATIONS = (
    "pathway",
    "branches",
    "letter",
    "lesson",
    "states",
    "evidence",
    "helix",
    "conversation",
    "streams",
    "nothing_here",
    "crossroads",
)


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the page shows; the second form is filled in wrongly on purpose."""
    wrong = ExampleForm({"email": "someone@", "zip_code": "1234567", "state": "XX"}, prefix="wrong")
    wrong.is_valid()
    return {
        "form": ExampleForm(),
        "wrong_form": wrong,
        "page_obj": Paginator(range(400), 10).get_page(request.GET.get("page", "6")),
        "blocks": shown_blocks(),
        "colours": COLOURS,
        "illustrations": [f"illustrations/{name}.html" for name in ILLUSTRATIONS],
        "breadcrumbs": [(_("Home"), "/"), (_("About"), "/about/"), (_("Style page"), "")],
    }
