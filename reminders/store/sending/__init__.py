"""What is due, claims, attempts, status changes, safety limit and rate limits."""
