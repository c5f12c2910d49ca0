"""How a figure is written in a sentence."""

from decimal import Decimal

from django.utils.translation import gettext as _

from content.charts.numbers import number_text
from content.evidence.models import FactVersion

WHOLE_UNITS = ("of ", "per ")


def figure_text(*, value: Decimal | None, unit: str, qualifier: str, translated_unit: str = "") -> str:
    """The figure as it is read in a sentence, in the active language; nothing where there is no value.

    A unit such as "percent", "of 46" or "per 1000 patients" belongs to the figure; others ("patients") are
    left to the sentence around it.
    """
    if value is None:
        return ""
    figure = number_text(value)
    if unit == "percent":
        figure = _("%(number)s percent") % {"number": figure}
    elif unit.startswith(WHOLE_UNITS):
        figure = f"{figure} {translated_unit or unit}"
    return _qualified(figure, qualifier)


def _qualified(figure: str, qualifier: str) -> str:
    if qualifier == FactVersion.Qualifier.ABOUT:
        return _("about %(figure)s") % {"figure": figure}
    if qualifier == FactVersion.Qualifier.MORE_THAN:
        return _("more than %(figure)s") % {"figure": figure}
    if qualifier == FactVersion.Qualifier.LESS_THAN:
        return _("less than %(figure)s") % {"figure": figure}
    if qualifier == FactVersion.Qualifier.ESTIMATED:
        return _("an estimated %(figure)s") % {"figure": figure}
    return figure
