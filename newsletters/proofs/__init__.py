"""Proof of what was sent: a hash tree over all messages of an issue, and its check without this site."""
