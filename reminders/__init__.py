"""Reminders: walks a patient through recovery after spine surgery by text and email."""
