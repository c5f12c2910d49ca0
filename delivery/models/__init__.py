"""The tables of the outbox."""

from delivery.models.delivery import Delivery, DeliveryEvent, EventKind, State
from delivery.models.late_values import LateValues
from delivery.models.lease import Lease, OutcomeBatch
from delivery.models.mailing import Mailing, MailingStatus, MailingTally, MailingVariant, VariantTally
from delivery.models.order import OrderAction, StaffOrder
from delivery.models.standing import DomainTally, Measure, SoftBounce
from delivery.models.suppression import Suppression, SuppressionReason
from delivery.models.transactional import TransactionalMessage, TransactionalState
from delivery.models.warm_up import WarmUpPlan

__all__ = [
    "Delivery",
    "DeliveryEvent",
    "DomainTally",
    "EventKind",
    "LateValues",
    "Lease",
    "Mailing",
    "MailingStatus",
    "MailingTally",
    "MailingVariant",
    "Measure",
    "OrderAction",
    "OutcomeBatch",
    "SoftBounce",
    "StaffOrder",
    "State",
    "Suppression",
    "SuppressionReason",
    "TransactionalMessage",
    "TransactionalState",
    "VariantTally",
    "WarmUpPlan",
]
