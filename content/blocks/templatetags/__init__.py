"""Template tags of the blocks and of what all pages share."""
