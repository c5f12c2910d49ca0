"""The blocks that pages are written from."""
