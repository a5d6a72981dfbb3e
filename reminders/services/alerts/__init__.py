"""Alerts until a person closes them: on-call list, escalation, acknowledging."""
