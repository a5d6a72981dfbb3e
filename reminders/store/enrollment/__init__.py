"""Patients, their surgeries, and how they are found."""
