"""Rendering a message, and checking every template."""
