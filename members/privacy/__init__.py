"""Download-my-data and erase-me."""
