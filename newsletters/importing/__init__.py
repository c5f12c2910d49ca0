"""Imports of subscribers from a file: read, checked as a whole, then applied range by range."""
