"""A saved group of members, described by conditions and counted when asked."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Segment(models.Model):
    """A named filter over members.

    `definition` is a tree: a node is `{"all": [nodes]}`, `{"any": [nodes]}`, `{"not": node}` or a leaf
    `{"condition": name, "parameters": {...}}` whose name is registered with
    `members.segments.register_segment_condition`. An empty `{"all": []}` means every active member.

    Personal data: none; who belongs to it is computed and not stored.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    description = models.TextField(_("description"), blank=True)
    definition = models.JSONField(_("definition"), default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
