"""Legislators, campaigns and outreach: what members do with what they learned."""
