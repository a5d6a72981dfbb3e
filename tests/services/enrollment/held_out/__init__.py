"""Held-out rows of enrollment."""
