"""The receipt page: the true state of every letter, for whoever holds its secret link."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from advocacy.campaigns.api import FilledLetter, Participation, fill_version, signer_of, withdraw
from advocacy.outreach.advancing import target_values
from advocacy.outreach.models import Letter, LetterState
from advocacy.outreach.participations import title_of
from advocacy.outreach.states import CAN_BE_WITHDRAWN
from advocacy.outreach.withdrawing import mark_sent_by_member, unmark_sent_by_member, withdraw_letters
from members.api import public_post

_TONES = {
    LetterState.HANDED_OVER: "success",
    LetterState.ACCEPTED: "success",
    LetterState.SENT_BY_MEMBER: "success",
    LetterState.NEEDS_YOU: "warning",
    LetterState.AWAITING_CONFIRMATION: "warning",
    LetterState.IN_DOUBT: "warning",
    LetterState.BOUNCED: "error",
    LetterState.FAILED: "error",
    LetterState.DECLINED: "error",
}


@dataclass(frozen=True)
class LetterOnReceipt:
    """A letter with its words and what its sender can do about it."""

    letter: Letter
    filled: FilledLetter

    @property
    def tone(self) -> str:
        """Which signal colour the state has; every state is named in words as well."""
        return _TONES.get(LetterState(self.letter.state), "accent")

    @property
    def explanation(self) -> str:
        """What the state means, in a sentence."""
        return explanation_of(self.letter)

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether the letter can still be taken back."""
        return self.letter.state in CAN_BE_WITHDRAWN and self.letter.withdrawal_asked_at is None


@never_cache
@public_post(rate="60/10m")
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show the letters; the buttons take back what has not left and note what the member sent themselves."""
    participation = get_object_or_404(
        Participation.objects.select_related("action", "member"), receipt_token=token, member__isnull=False
    )
    if request.method == "POST":
        _act(request, participation)
        response: HttpResponse = redirect("outreach:receipt", token=token)
    else:
        response = render(request, "outreach/receipt.html", _context(participation))
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def explanation_of(letter: Letter) -> str:
    """Return what a letter's state means, in a sentence for its sender."""
    sandbox = settings.OUTBOUND != "live"
    sentences = {
        LetterState.AWAITING_CONFIRMATION: _("Press the button in the mail we sent you; before that nothing leaves."),
        LetterState.AWAITING_APPROVAL: _("Our staff read each version of a text before its first letter leaves."),
        LetterState.AWAITING_REVIEW: _("Our staff read what members add themselves before it is sent."),
        LetterState.QUEUED: _("It leaves within the next minutes, or when the office's turn comes."),
        LetterState.HANDED_OVER: _("A demonstration: the letter went to a local catcher, and no office got it.")
        if sandbox
        else _("Our mail server took it and passes it on. Nobody can tell us whether it was read."),
        LetterState.ACCEPTED: _("The office's mail server confirmed that it took the letter."),
        LetterState.BOUNCED: _("The office's mail server sent it back."),
        LetterState.FAILED: _("The mail server did not take it."),
        LetterState.IN_DOUBT: _(
            "The connection broke at the very moment of handing it over. Our staff look into it, so that the office "
            "does not get it twice."
        ),
        LetterState.NEEDS_YOU: _(
            "This office takes messages only through its web form: copy the text and send it there."
        ),
        LetterState.SENT_BY_MEMBER: _("You told us that you sent it through the office's web form."),
        LetterState.WITHDRAWN: _("You took it back; it was not sent."),
    }
    return str(sentences.get(LetterState(letter.state), ""))


def _act(request: HttpRequest, participation: Participation) -> None:
    action, _separator, letter_id = request.POST.get("do", "").partition(":")
    if action == "withdraw_all":
        withdraw(participation)
        return
    if not letter_id.isdecimal():
        return
    letter = participation.letters.filter(pk=letter_id).first()
    if letter is None:
        return
    if action == "withdraw":
        withdraw_letters([letter])
    elif action == "sent":
        mark_sent_by_member(letter)
    elif action == "not_sent":
        unmark_sent_by_member(letter)


def _context(participation: Participation) -> dict[str, Any]:
    signer = signer_of(participation)
    letters = participation.letters.select_related("version", "group").order_by("group__sort_order", "pk")
    shown = [LetterOnReceipt(letter, fill_version(letter.version, signer, target_values(letter))) for letter in letters]
    with translation.override(participation.language):
        title = title_of(participation)
    return {
        "participation": participation,
        "title": title,
        "letters": shown,
        "on_their_way": sum(
            item.letter.state in {LetterState.HANDED_OVER, LetterState.ACCEPTED, LetterState.SENT_BY_MEMBER}
            for item in shown
        ),
        "needs_you": sum(item.letter.state == LetterState.NEEDS_YOU for item in shown),
        "can_withdraw": any(item.can_be_withdrawn for item in shown),
        "is_sandbox": settings.OUTBOUND != "live",
    }
