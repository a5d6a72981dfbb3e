"""The staff site in a real browser."""
