"""Reminders: walks a patient through recovery after spine surgery by text and email."""

__version__ = "1.0.0"
