"""Alerts, escalation, on-call lists, and what Today shows."""
