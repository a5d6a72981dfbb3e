"""Enrolling, uploading a file, changing a patient's data."""
