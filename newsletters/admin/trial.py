"""A trial as staff read it: two texts side by side, with what may be chance, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from newsletters.models import IssueSending, IssueTrial, TrialDecision
from newsletters.previews import TYPICAL_NAME, preview_values
from newsletters.rendering.slots import fill_slots
from newsletters.spreadsheets import as_csv
from newsletters.trials.deciding import CHANCE, Share, Text, by_chance
from newsletters.trials.figures import Figures, figures_by_group, from_kept
from newsletters.trials.texts import has_text_b, texts_of


@dataclass(frozen=True)
class TextRow:
    """One text in the sample."""

    text: Text
    subject: str
    figures: Figures

    @property
    def letter(self) -> str:
        """What the text is called."""
        return self.text.upper()

    @property
    def clicked(self) -> str:
        """Clicks per message that arrived, with their interval."""
        return told(self.figures.clicked)

    @property
    def left(self) -> str:
        """Unsubscriptions per message that arrived, with their interval."""
        return told(self.figures.left)


@dataclass(frozen=True)
class TrialStatus:
    """What the panel of a trial shows. `decides_at` is known once the sample has left."""

    trial: IssueTrial
    decision: TrialDecision | None
    rows: list[TextRow]
    sentences: list[str]
    decides_at: datetime | None
    rest: Mapping[Text, Figures]

    @property
    def is_open(self) -> bool:
        """Whether the decision is still to come."""
        return self.decision is None and self.trial.sending.is_under_way

    @property
    def can_choose(self) -> bool:
        """Whether staff may choose a text now."""
        return self.is_open and self.trial.sending.state == IssueSending.State.SENDING

    @property
    def rest_sent(self) -> int:
        """How many of those who waited have it."""
        return sum(figures.accepted for figures in self.rest.values())


def trial_status(sending: IssueSending) -> TrialStatus | None:
    """Return how the trial of a sending goes, in a handful of queries; nothing where none was ordered."""
    trial = IssueTrial.objects.filter(sending=sending).select_related("decision__decided_by").first()
    if trial is None:
        return None
    trial.sending = sending
    decision: TrialDecision | None = getattr(trial, "decision", None)
    sample, rest = figures_by_group(sending)
    subjects = _subjects(sending)
    return TrialStatus(
        trial=trial,
        decision=decision,
        rows=[TextRow(text, subjects.get(text, ""), sample[text]) for text in Text],
        sentences=_sentences(trial, from_kept(decision.figures) if decision else sample),
        decides_at=trial.sample_left_at + trial.wait if trial.sample_left_at else None,
        rest=rest,
    )


def _subjects(sending: IssueSending) -> dict[Text, str]:
    """Return the subject lines of the version that was ordered, as a reader with an ordinary name sees them."""
    issue = sending.revision.as_object() if sending.revision else None
    if issue is None or not has_text_b(issue):
        return {}
    values = preview_values(issue, TYPICAL_NAME)
    return {text: fill_slots(version.mail_subject, values) for text, version in texts_of(issue).items()}


def told(share: Share) -> str:
    """Return a share with its 95 % interval, such as “4.1 % (3.2 to 5.2 %)”; a dash when nothing has arrived."""
    if not share.of:
        return "–"
    low, high = share.interval()
    value, least, most = (number_format(part * 100, 1) for part in (share.value, low, high))
    return f"{value} % ({least}–{most} %)"


def _sentences(trial: IssueTrial, figures: Mapping[Text, Figures]) -> list[str]:
    """Say what the figures show, by the rule that was ordered; where staff decide, by both."""
    a, b = figures[Text.A], figures[Text.B]
    if not a.arrived or not b.arrived:
        return [_("Nothing can be said yet: not both texts have arrived anywhere.")]
    clicks = _("Clicks: text A %(a)s, text B %(b)s of what arrived. %(chance)s") % {
        "a": told(a.clicked),
        "b": told(b.clicked),
        "chance": _in_words(by_chance(a.clicked, b.clicked)),
    }
    left = _("Unsubscriptions: text A %(a)s, text B %(b)s of what arrived. %(chance)s") % {
        "a": told(a.left),
        "b": told(b.left),
        "chance": _in_words(by_chance(a.left, b.left)),
    }
    by_rule = {IssueTrial.Rule.CLICKS: [clicks], IssueTrial.Rule.UNSUBSCRIBES: [left]}
    return by_rule.get(IssueTrial.Rule(trial.rule), [clicks, left])


def _in_words(chance: float) -> str:
    for one_in in (1000, 100, 20):
        if chance < 1 / one_in:
            return _("A difference this large would come by chance in fewer than 1 of %(trials)s trials.") % {
                "trials": number_format(one_in, use_l10n=True, force_grouping=True)
            }
    return _("That may be chance: two equal texts differ as much in about %(count)d of 100 trials.") % {
        "count": max(round(chance * 100), round(CHANCE * 100))
    }


def trial_csv(sending: IssueSending) -> str:
    """Return the figures of a trial as CSV: a line per text and group. It names no reader."""
    head = [
        _("text"),
        _("group"),
        _("subject"),
        _("readers"),
        _("accepted"),
        _("arrived"),
        _("bounced"),
        _("marked as spam"),
        _("unsubscribed"),
        _("clicks by people"),
        _("clicks per arrived"),
        _("interval from"),
        _("interval to"),
    ]
    subjects = _subjects(sending)
    rows = []
    for group, figures in zip((_("sample"), _("all others")), figures_by_group(sending), strict=True):
        for text, each in figures.items():
            shares = (each.clicked.value, *each.clicked.interval())
            counts = (each.readers, each.accepted, each.arrived, each.bounced, each.complained, each.unsubscribed)
            row = [text.upper(), group, subjects.get(text, ""), *counts, each.clicks]
            rows.append([*row, *(f"{share:.4f}" for share in shares)])
    return as_csv([head, *rows])
