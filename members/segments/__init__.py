"""Composing conditions over members into saved groups."""
