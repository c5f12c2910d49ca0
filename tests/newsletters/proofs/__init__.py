"""Proofs of sending."""
