"""The schema, and where the database lives."""
