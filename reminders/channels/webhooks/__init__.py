"""Webhooks out: which addresses are refused, and the posting itself."""
