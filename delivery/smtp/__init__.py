"""SMTP as the outbox speaks it: which server, and how."""
