"""Newsletters, issues, subscriptions and their archive."""
