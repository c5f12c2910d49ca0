"""The site's pages, navigation and search."""
