"""Tests of legislators: look-ups, importers, pages."""
