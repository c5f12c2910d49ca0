"""Bringing publishers' files in: open, validate whole, compare with the database, write in one transaction."""
