"""Notice when a mailing goes wrong as a whole, and say why it should wait for staff.

Judged by the latest answers of servers; bounces and complaints, which come later, are judged in
`delivery.feedback_limits`. The shares are our own choice: a healthy list draws a few per cent of either.
"""

from collections import Counter, defaultdict, deque
from typing import Final

from delivery.models import State
from delivery.sending.settling import Result

_WINDOW: Final = 200
_LEAST_ANSWERS: Final = 50
_MOST_REFUSED: Final = 0.3
_MOST_DEFERRED: Final = 0.5
_MOST_UNANSWERED_IN_A_ROW: Final = 8


class CircuitBreaker:
    """Watches the latest answers of each mailing in one sender."""

    def __init__(self) -> None:
        self._answers: dict[int, deque[State]] = defaultdict(lambda: deque(maxlen=_WINDOW))
        self._unanswered: dict[int, int] = defaultdict(int)

    def note(self, result: Result) -> str:
        """Take note of a result; return the reason to pause the mailing, or nothing."""
        if result.state == State.IN_DOUBT:
            self._unanswered[result.mailing_id] += 1
            if self._unanswered[result.mailing_id] >= _MOST_UNANSWERED_IN_A_ROW:
                self.forget(result.mailing_id)
                return f"The mail server left {_MOST_UNANSWERED_IN_A_ROW} messages in a row without an answer."
            return ""
        if result.code is None:
            return ""
        self._unanswered.pop(result.mailing_id, None)
        answers = self._answers[result.mailing_id]
        answers.append(result.state)
        if result.state == State.SENT or len(answers) < _LEAST_ANSWERS:
            return ""
        counts = Counter(answers)
        for state, most, word in (
            (State.FAILED, _MOST_REFUSED, "refused"),
            (State.DEFERRED, _MOST_DEFERRED, "put off"),
        ):
            if result.state == state and counts[state] / len(answers) > most:
                self.forget(result.mailing_id)
                return f"{counts[state]} of the last {len(answers)} messages were {word}, the last with: {result.detail[:200]}"
        return ""

    def forget(self, mailing_id: int) -> None:
        """Start anew with a mailing."""
        self._answers.pop(mailing_id, None)
        self._unanswered.pop(mailing_id, None)
