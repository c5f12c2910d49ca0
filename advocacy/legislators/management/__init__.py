"""Commands that bring public data in."""
