"""What a check has found, in the words an editor reads."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Check(models.TextChoices):
    """What is looked at; the value is the name of its field in the policy."""

    FIGURES = "figures", _("Figures")
    REVIEW = "review", _("Review of facts")
    CONFLICTS = "conflicts", _("Contradicting facts")
    PICTURES = "pictures", _("Words for pictures")
    HEADINGS = "headings", _("Headings")
    LINKS = "links", _("Links")


@dataclass(frozen=True)
class Finding:
    """One thing to mend.

    `where` names the field or block as the editor shows it, `what` says what is wrong there, `advice` what to do.
    """

    check: Check
    where: str
    what: str
    advice: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}: {self.what}", self.advice) if part)
