"""The form in which staff write letters."""

import pytest
from django.urls import reverse

from advocacy.campaigns.models.letter_text import LetterPartsBlock


@pytest.mark.parametrize("block", ["statement", "open_part"])
def test_letters_have_a_button_that_inserts_a_fact(block: str) -> None:
    definition = LetterPartsBlock().child_blocks[block]
    text = definition if block == "statement" else definition.child_blocks["text"]
    field = text.field.widget.render("text", "", {"id": "text"})
    chooser = reverse("wagtailsnippetchoosers_evidence_fact:choose")
    assert f'data-fact-token-chooser-value="{chooser}"' in field
    assert "fact-token" in field
    assert any("evidence/fact_token.js" in script for script in text.field.widget.media._js)
