"""Tests of drawn charts."""
