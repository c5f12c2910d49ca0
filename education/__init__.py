"""Modules, lessons, questions, attempts, completion, credentials."""
