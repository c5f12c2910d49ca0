"""The blocks an issue is written from; each renders as web page, as mail HTML and as plain text."""
