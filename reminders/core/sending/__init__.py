"""Decisions about sending: retries, receipts, rate limits, senders, unknown outcomes."""
