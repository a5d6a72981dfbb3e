"""API keys as they are stored: hashes, never a key."""
