"""Checks a page before it is published: figures, facts, pictures, headings and links, by the site's own policy."""
