"""Confirming by button what was done with a typed address."""
