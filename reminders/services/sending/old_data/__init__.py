"""A database that is older than what was sent: noticing it, and what it takes over from the provider."""
