"""What differs between two plans: every part accounted for, every word in its place."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from content.plans.differences import Change, PartDifference, PlanDifference, difference, words_difference

TEXTS = st.text(st.sampled_from("ab \n\t\u2028\u202eé"), max_size=60)


def frozen(key: str, title: str = "", *below: dict[str, Any], level: str = "pillar", **more: Any) -> dict[str, Any]:
    part = {"key": key, "level": level, "number": "", "title": title or key, "owner": "", "text": [], "facts": []}
    return {**part, "links": [], "parts": list(below), **more}


def content(*pillars: dict[str, Any], **more: Any) -> dict[str, Any]:
    def number(parts: list[dict[str, Any]], above: str) -> None:
        for position, entry in enumerate(parts, start=1):
            entry["number"] = f"{above}{position}"
            number(entry["parts"], f"{entry['number']}.")

    number(list(pillars), "")
    return {"title": "P", "summary": "", "story": [], "fictional_organisation": "", "pillars": list(pillars), **more}


def text(words: str) -> list[dict[str, Any]]:
    return [{"kind": "paragraph", "runs": [{"text": words}]}]


def changes_of(found: PlanDifference) -> dict[str, tuple[Change, ...]]:
    return {part.title: part.changes for part in found.parts}


class TestWords:
    @given(older=TEXTS, newer=TEXTS)
    def test_both_texts_can_be_read_out_of_the_pieces(self, older: str, newer: str) -> None:
        pieces = words_difference(older, newer)
        assert "".join(piece.text for piece in pieces if piece.kind != "added") == older
        assert "".join(piece.text for piece in pieces if piece.kind != "removed") == newer

    def test_only_what_differs_is_marked(self) -> None:
        pieces = words_difference("Ten lessons by June", "Twelve lessons by June")
        assert [(piece.kind, piece.text) for piece in pieces] == [
            ("removed", "Ten"),
            ("added", "Twelve"),
            ("same", " lessons by June"),
        ]

    def test_texts_too_long_to_compare_are_shown_whole(self) -> None:
        older, newer = "word " * 15_000, "word " * 15_001
        assert [piece.kind for piece in words_difference(older, newer)] == ["removed", "added"]


class TestParts:
    def test_a_plan_does_not_differ_from_itself(self) -> None:
        plan = content(frozen("a", "A", frozen("b", "B", level="goal")))
        assert difference(plan, plan).is_empty

    def test_what_a_new_part_renumbers_has_not_changed(self) -> None:
        found = difference(content(frozen("a"), frozen("b")), content(frozen("new"), frozen("a"), frozen("b")))
        assert changes_of(found) == {"new": (Change.ADDED,)}

    def test_the_one_that_changed_places_is_moved_and_not_those_it_passed(self) -> None:
        found = difference(
            content(frozen("a"), frozen("b"), frozen("c"), frozen("d")),
            content(frozen("b"), frozen("c"), frozen("d"), frozen("a")),
        )
        assert found.parts == [PartDifference("pillar", "4", "a", (Change.MOVED,), older_number="1")]

    def test_a_part_below_another_says_where_it_was_and_is(self) -> None:
        found = difference(
            content(frozen("a", "A", frozen("g", "G", level="goal")), frozen("b", "B")),
            content(frozen("a", "A"), frozen("b", "B", frozen("g", "G2", level="goal"))),
        )
        (part,) = found.parts
        assert (part.was_below, part.is_below, part.older_number, part.number) == ("1 A", "2 B", "1.1", "2.1")
        assert part.changes == (Change.MOVED, Change.CHANGED)
        assert [(entry.label, [piece.text for piece in entry.pieces]) for entry in part.fields] == [
            ("Title", ["G", "G2"])
        ]

    def test_the_removed_come_last_with_all_that_was_below_them(self) -> None:
        found = difference(
            content(frozen("a", "A", frozen("g", "G", level="goal")), frozen("b")), content(frozen("c"), frozen("b"))
        )
        assert list(changes_of(found).items()) == [
            ("c", (Change.ADDED,)),
            ("A", (Change.REMOVED,)),
            ("G", (Change.REMOVED,)),
        ]

    def test_texts_owners_and_figures_are_compared(self) -> None:
        metric = {
            "key": "m",
            "level": "metric",
            "number": "1.1",
            "title": "M",
            "unit": "letters",
            "direction": "increase",
            "live_metric": "",
            "baseline_value": None,
            "baseline_day": None,
            "target_value": "1000",
            "target_day": "2026-12-31",
            "note": "",
            "status": "no_data",
            "latest_value": None,
            "latest_day": None,
        }
        later = {**metric, "target_value": "2000", "status": "reached", "latest_value": "3000"}
        found = difference(
            content(frozen("a", owner="Staff", text=text("one two"), metrics=[metric])),
            content(frozen("a", owner="Board", text=text("one three"), metrics=[later])),
        )
        assert {part.title: [entry.label for entry in part.fields] for part in found.parts} == {
            "a": ["Text", "Owner"],
            "M": ["Target"],
        }
        assert [piece.text for piece in found.parts[1].fields[0].pieces] == ["1,000", "2,000", " · Dec. 31, 2026"]

    def test_the_whole_is_compared_too(self) -> None:
        found = difference(content(), content(title="Q", story=text("Story")))
        assert [entry.label for entry in found.whole] == ["Title", "Story"]
