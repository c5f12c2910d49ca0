"""Tests of what the coalition publishes."""
