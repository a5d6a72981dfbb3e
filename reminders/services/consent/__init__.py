"""Stopping texts by word, link or staff; the patient's own page."""
