"""Signing in: code by e-mail, passkey or password; a second factor for staff."""
