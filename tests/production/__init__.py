"""The production layout: real processes on real PostgreSQL and Redis."""
