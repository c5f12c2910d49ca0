"""Signing in: codes, passkeys, and second factors for staff."""
