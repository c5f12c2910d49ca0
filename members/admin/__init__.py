"""The members' part of the editing pages."""
