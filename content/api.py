"""What other rooms may use of `content`."""

from content.blocks.base_page import BasePage
from content.blocks.fields import StoryField

__all__ = ["BasePage", "StoryField"]
