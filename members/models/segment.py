"""A saved group of members, described by conditions and counted when asked."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Segment(models.Model):
    """A named filter over members.

    `definition` is a tree: a node is `{"all": [nodes]}`, `{"any": [nodes]}`, `{"not": node}` or a leaf
    `{"condition": name, "parameters": {...}}` whose name is registered with
    `members.segments.register_segment_condition`. An empty `{"all": []}` means every active member.

    `members_counted` and `counted_at` remember the last count, so that a list of segments counts nothing.

    Personal data: none; who belongs to it is computed and not stored.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    description = models.TextField(_("description"), blank=True)
    definition = models.JSONField(_("definition"), default=dict)
    members_counted = models.PositiveIntegerField(_("members when last counted"), null=True, editable=False)
    counted_at = models.DateTimeField(_("last counted"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
