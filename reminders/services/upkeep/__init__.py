"""Watching the service itself; simulation and demo."""
