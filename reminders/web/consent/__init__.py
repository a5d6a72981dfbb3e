"""Unsubscribing, and the patient's own page."""
