"""Tests of the members."""
