"""Guarding forms on cached pages that carry neither cookie nor CSRF token."""
