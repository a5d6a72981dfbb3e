"""A clinic's settings, senders, switches and care plans."""
