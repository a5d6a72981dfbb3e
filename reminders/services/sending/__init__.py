"""Sending: tick, claim, pre-send check, send, record the outcome, receipts, unknown outcomes."""
