"""Commands about messages and their outcomes."""
