"""The words of the demo: the coalition's own text, and pages that say truthfully what this software does."""
