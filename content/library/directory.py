"""The organisations that agreed to be listed, by category."""

from collections.abc import Mapping
from dataclasses import dataclass

from members.api import Organisation


@dataclass(frozen=True)
class DirectorySection:
    """One category with its organisations, by name."""

    value: str
    label: str
    organisations: list[Organisation]


class Directory:
    """The listed organisations, read in one query; `category` narrows them to one category."""

    def __init__(self, query: Mapping[str, str]) -> None:
        listed = list(Organisation.objects.filter(is_listed=True).order_by("name"))
        labels = {str(value): str(label) for value, label in Organisation.Category.choices}
        self.category = query.get("category", "") if query.get("category", "") in labels else ""
        self.counts = [
            (value, label, sum(entry.category == value for entry in listed)) for value, label in labels.items()
        ]
        self.total = len(listed)
        self.sections = [
            DirectorySection(value, label, [entry for entry in listed if entry.category == value])
            for value, label in labels.items()
            if self.category in ("", value)
        ]
        self.sections = [section for section in self.sections if section.organisations]
