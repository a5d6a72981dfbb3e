"""Checks of what the service promises, written against the promises and not against the code."""
