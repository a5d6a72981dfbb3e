"""Replies, receipts and bounces written before the code that reads them was looked at."""
