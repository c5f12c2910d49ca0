"""What other rooms may use of `delivery`: create mailings, steer them, see what became of them."""

from delivery.at_rest import MessageAtRest, messages_at_rest
from delivery.attribution import note_unsubscribed
from delivery.cleaning import clean_header_value
from delivery.content import (
    DeliveryState,
    MailContent,
    MailingContentError,
    MailingProgress,
    MailingStateError,
    Recipient,
    Sender,
)
from delivery.erasure import erase_address
from delivery.feedback_limits import FeedbackCounts, feedback_counts
from delivery.figures import OutboxFigures, outbox_figures
from delivery.holding import Released, TextFigures, release_held, text_figures
from delivery.intake import add_recipients
from delivery.intake_by_selection import AddedRange, RecipientSelection, add_selected_recipients
from delivery.kinds import MailingKind, Outcome, register_mailing_kind
from delivery.mailings import (
    cancel_delivery,
    cancel_mailing,
    create_mailing,
    delivery_states,
    finish_intake,
    pause_mailing,
    progress,
    resume_mailing,
    start_mailing,
)
from delivery.models import Mailing, Measure
from delivery.report import Counts, MailingReport, mailing_report, report_csv
from delivery.resolution import resolve_in_doubt, retry_failed
from delivery.retention import messages_to
from delivery.showing import render_preview, send_test, show_message
from delivery.suppression import is_suppressed, suppress, suppressed_among, unsuppress
from delivery.switching import switch_variant
from delivery.transactional import send_transactional

__all__ = [
    "AddedRange",
    "Counts",
    "DeliveryState",
    "FeedbackCounts",
    "MailContent",
    "Mailing",
    "MailingContentError",
    "MailingKind",
    "MailingProgress",
    "MailingReport",
    "MailingStateError",
    "Measure",
    "MessageAtRest",
    "OutboxFigures",
    "Outcome",
    "Recipient",
    "RecipientSelection",
    "Released",
    "Sender",
    "TextFigures",
    "add_recipients",
    "add_selected_recipients",
    "cancel_delivery",
    "cancel_mailing",
    "clean_header_value",
    "create_mailing",
    "delivery_states",
    "erase_address",
    "feedback_counts",
    "finish_intake",
    "is_suppressed",
    "mailing_report",
    "messages_at_rest",
    "messages_to",
    "note_unsubscribed",
    "outbox_figures",
    "pause_mailing",
    "progress",
    "register_mailing_kind",
    "release_held",
    "render_preview",
    "report_csv",
    "resolve_in_doubt",
    "resume_mailing",
    "retry_failed",
    "send_test",
    "send_transactional",
    "show_message",
    "start_mailing",
    "suppress",
    "suppressed_among",
    "switch_variant",
    "text_figures",
    "unsuppress",
]
