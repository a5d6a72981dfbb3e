"""Erasing a whole clinic."""
