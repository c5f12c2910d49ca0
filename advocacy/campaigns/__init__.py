"""Campaigns and the actions members take in them."""
