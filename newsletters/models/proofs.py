"""Proof of what was sent, kept as it was when the sending ended."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SendingProof(models.Model):
    """The root of the hash tree over all messages of a sending; its leaves lie in `ProofPart` rows.

    `key` opens the recipients' HMACs. It is destroyed when the outbox forgets its recipients
    (`DELIVERY_RETENTION_DAYS`); from then on the leaves name nobody, and the tree still holds.

    Personal data: while the key exists, that an address was among the recipients can be found out.
    """

    sending = models.OneToOneField(
        "newsletters.IssueSending", verbose_name=_("sending"), on_delete=models.PROTECT, related_name="proof"
    )
    root = models.CharField(_("root"), max_length=64)
    size = models.PositiveIntegerField(_("messages"))
    key = models.BinaryField(_("key"), null=True, max_length=32)
    made_at = models.DateTimeField(_("made"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proof of sending")
        verbose_name_plural = _("proofs of sending")

    def __str__(self) -> str:
        return self.root


class ProofPart(models.Model):
    """Some thousand leaves in their order, one per line as `newsletters.proofs.leaves` writes them, compressed.

    Personal data: HMACs of recipients, see `SendingProof`.
    """

    proof = models.ForeignKey(
        SendingProof, verbose_name=_("proof"), on_delete=models.CASCADE, related_name="parts"
    )  # fmt: skip
    number = models.PositiveIntegerField(_("number"))
    content = models.BinaryField(_("leaves"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("part of a proof")
        verbose_name_plural = _("parts of proofs")
        ordering: ClassVar = ["proof", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["proof", "number"], name="unique_proof_part")]

    def __str__(self) -> str:
        return f"{self.proof_id}/{self.number}"
