"""Which formatting editors may use in rich text, and why nothing more.

Headings start at level 3: the page title is level 1 and the heading block is level 2, so that an outline
never skips a level. Images and embeds are blocks of their own, with alternatives and captions.
"""

RICH_TEXT_FEATURES: list[str] = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link", "fact"]
INLINE_FEATURES: list[str] = ["bold", "italic", "link", "fact"]
