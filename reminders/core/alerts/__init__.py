"""Kinds of alerts, how severe they are, and who is told next."""
