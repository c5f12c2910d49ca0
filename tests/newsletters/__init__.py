"""Tests of `newsletters`."""
