"""Clinics' settings and switches."""
