"""Template tags of the pages about legislators."""
