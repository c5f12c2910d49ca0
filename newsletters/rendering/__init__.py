"""From blocks to mail: HTML, plain text and what differs per recipient."""
