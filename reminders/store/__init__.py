"""The database is the truth: tables, types and one module of queries per subject. Nothing here commits."""
