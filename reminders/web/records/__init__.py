"""Patients, one patient's record, reports."""
