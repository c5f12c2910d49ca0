"""The people: members, organisations, consent, segments, privacy requests."""
