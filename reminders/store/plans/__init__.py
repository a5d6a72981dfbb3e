"""Planned messages, and the care plans they were planned with."""
