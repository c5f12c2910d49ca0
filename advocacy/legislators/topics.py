"""What a committee deals with, told from its name by a published rule.

A committee has a topic when its name contains one of the topic's word beginnings, as a whole beginning of
a word and whatever the letter case and accents; it loses it again when the name contains one of the
topic's exceptions. Names are English, and Spanish in Puerto Rico. Staff may set a committee's topics
themselves; an import never overrides that.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Topic:
    """A subject with the beginnings of words that show it in a committee's name."""

    slug: str
    label: str | Promise
    beginnings: tuple[str, ...]
    exceptions: tuple[str, ...] = ()


TOPICS: Final = (
    Topic(
        "health",
        _("Health"),
        (
            "health",
            "medic",
            "public welfare",
            "hospital",
            "opioid",
            "salud",
            "hhs",
            "substance abuse",
            "long term care",
        ),
        ("medical marijuana",),
    ),
    Topic("insurance", _("Insurance"), ("insurance", "seguros", "commerce and consumer")),
    Topic(
        "budget",
        _("Budget and appropriations"),
        ("appropriat", "budget", "finance", "ways and means", "hacienda", "presupuesto"),
    ),
    Topic(
        "science",
        _("Science and technology"),
        ("science", "technolog", "innovation", "biotech", "artificial intelligence", "ciencia", "tecnologia"),
    ),
    Topic("education", _("Education"), ("education", "school", "universit", "college", "educacion")),
    Topic("ageing", _("Older people"), ("aging", "ageing", "older", "senior", "elder", "edad")),
    Topic("children", _("Children and families"), ("child", "famil", "youth", "ninez")),
    Topic("veterans", _("Veterans"), ("veteran",)),
    Topic("judiciary", _("Law and the courts"), ("judicia", "courts", "juridic")),
)
TOPIC_LABELS: Final = {topic.slug: topic.label for topic in TOPICS}


def topics_of(name: str) -> list[str]:
    """Return the topics that a committee's name shows, in the order of `TOPICS`."""
    plain = "".join(
        character for character in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(character)
    )
    words = " ".join(re.findall(r"[a-z0-9]+", plain))
    return [
        topic.slug
        for topic in TOPICS
        if _pattern(topic.beginnings).search(words)
        and not (topic.exceptions and _pattern(topic.exceptions).search(words))
    ]


@cache
def _pattern(beginnings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, beginnings)) + ")")
