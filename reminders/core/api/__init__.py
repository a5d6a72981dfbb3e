"""API keys: what a key may do, and whether it still works."""
