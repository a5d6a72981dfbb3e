"""Replies of mail servers and bounces, as tables."""
