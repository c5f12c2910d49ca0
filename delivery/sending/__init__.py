"""The sender: claim, check, hand over, journal, settle, recover."""
