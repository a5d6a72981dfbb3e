"""Correcting what is known of a patient, and what each correction would do to the messages before it is saved."""
