"""Compares validators: an If-Match header with the ETag of what stands (RFC 9110, section 13.1.1)."""

from __future__ import annotations


def matches(if_match: str, etag: str) -> bool:
    """Return True if a list of validators, or `*`, names this one; a weak one never matches."""
    return if_match.strip() == "*" or etag in [part.strip() for part in if_match.split(",")]
