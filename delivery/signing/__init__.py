"""DKIM signatures of our own on what leaves, for relays that do not sign."""
